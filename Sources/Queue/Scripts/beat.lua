#!lua flags=allow-oom
-- Says that an owner lives, and renews the leases of the claims it names. What ended long ago is forgotten.
--
-- ARGV   request, owner, ttl ms, lease ms, token..., "."
-- Reply  request, "ok", server ms, token... (those that it no longer holds)
--        request, "unregistered"
--
-- Repeating it renews once more.

local owner = ARGV[2]
if not redis.call("ZSCORE", root .. "own", owner) then return { request, "unregistered" } end
redis.call("ZADD", root .. "own", text(now + tonumber(ARGV[3])), owner)
redis.call("ZREMRANGEBYSCORE", root .. "done", "-inf", text(now - DONE_MS))
local reply = { request, "ok", text(now) }
local ends = text(now + tonumber(ARGV[4]))
for i = 5, #ARGV - 1 do
  local token = ARGV[i]
  if starts_with(token, owner .. "/") and redis.call("ZSCORE", root .. "lease", token) then
    redis.call("ZADD", root .. "lease", ends, token)
  else
    reply[#reply + 1] = token
  end
end
return reply
