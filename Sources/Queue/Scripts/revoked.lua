#!lua flags=no-writes
-- Lists the tasks that are revoked, those that stay so longest first.
--
-- ARGV   request, most, "."
-- Reply  request, "ok", server ms, (id, until when ms)...
--
-- Reads only.

local reply = { request, "ok", text(now) }
local found = redis.call("ZRANGE", root .. "revoked", "+inf", "(" .. text(now), "BYSCORE", "REV", "LIMIT", "0", ARGV[2],
  "WITHSCORES")
for i = 1, #found, 2 do
  reply[#reply + 1] = found[i]
  reply[#reply + 1] = text(tonumber(found[i + 1]))
end
return reply
