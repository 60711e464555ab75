#!lua flags=allow-oom
-- Ends a claim by parking its message unchanged: the attempt does not count.
--
-- ARGV   request, token, fence, when, limit (empty: not counted), "next" or "last", "."
-- Reply  as of commit; also
--        request, "refused", "put back too often", how often
--
-- For an ETA, a rate limit, a paused task, a drain. The limit is for what could go on for ever. When it is due, the
-- message is the next one in its list or the last. Repeating it is answered as commit is.

local token, fence, due, limit = ARGV[2], ARGV[3], moment(ARGV[4]), tonumber(ARGV[5])
local state = standing(token, fence)
if state ~= "held" then return { request, state } end
if not due then return { request, "refused", "malformed", "when" } end

local list, raw, sha1 = unpack(redis.call("HMGET", claim_key(token), "list", "raw", "sha1"))
if limit then
  local count = (tonumber(redis.call("GET", root .. "put:" .. sha1) or "") or 0) + 1
  if count > limit then return { request, "refused", "put back too often", text(count) } end
  redis.call("SET", root .. "put:" .. sha1, text(count), "PX", ATTEMPTS_MS)
end
park(token, due, list, raw, ARGV[6] == "next")
settle(token, fence)
return { request, "ok", "1" }
