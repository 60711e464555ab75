#!lua flags=no-writes
-- Lists the dispatchers that have registered and were not forgotten since.
--
-- ARGV   request, "."
-- Reply  request, "ok", server ms, (owner, end of its lease ms, claims, info)...
--
-- `info` is what the dispatcher says of itself, JSON or empty. A lease in the past: it is dead or cut off.
-- Reads only, and needs no layout.

local claims = {}
for _, token in ipairs(redis.call("ZRANGE", root .. "lease", 0, -1)) do
  local owner = string.match(token, "^[^/]*")
  claims[owner] = (claims[owner] or 0) + 1
end

local reply = { request, "ok", text(now) }
local owners = redis.call("ZRANGE", root .. "own", 0, -1, "WITHSCORES")
for i = 1, #owners, 2 do
  local owner = owners[i]
  for _, field in ipairs({ owner, owners[i + 1], text(claims[owner] or 0),
    redis.call("HGET", root .. "info", owner) or "" }) do
    reply[#reply + 1] = field
  end
end
return reply
