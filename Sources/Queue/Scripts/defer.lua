#!lua flags=allow-oom
-- Ends a claim by parking its message unchanged: the attempt does not count.
--
-- ARGV   request, token, fence, when, "."
-- Reply  as of commit
--
-- For an ETA, a rate limit, a paused task, a drain. Repeating it is answered as commit is.

local token, fence, due = ARGV[2], ARGV[3], moment(ARGV[4])
local state = standing(token, fence)
if state ~= "held" then return { request, state } end
if not due then return { request, "refused", "malformed", "when" } end

park(token, due, unpack(redis.call("HMGET", claim_key(token), "list", "raw")))
settle(token, fence)
return { request, "ok", "1" }
