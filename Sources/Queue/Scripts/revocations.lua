#!lua flags=no-writes
-- Tells which tasks are revoked.
--
-- ARGV   request, id..., "."
-- Reply  request, "ok", (one a task)...   "": it is not; "revoked"; or the signal for its handler
--
-- Reads only.

local reply = { request, "ok" }
for i = 2, #ARGV - 1 do
  local ends = tonumber(redis.call("ZSCORE", root .. "revoked", ARGV[i]) or "")
  if ends and ends > now then
    reply[#reply + 1] = redis.call("HGET", root .. "terminated", ARGV[i]) or "revoked"
  else
    reply[#reply + 1] = ""
  end
end
return reply
