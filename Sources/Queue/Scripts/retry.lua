#!lua flags=allow-oom
-- Ends a claim by parking a new message in place of the old one: the attempt counts.
--
-- ARGV   request, token, fence, most bytes, when, raw, effects..., "."
-- Reply  as of commit
--
-- Effects are the RETRY result. The new message carries its own count of retries, so its deliveries begin
-- anew; sent again unchanged, they go on. Repeating it is answered as commit is.

local token, fence, most, due, raw = ARGV[2], ARGV[3], tonumber(ARGV[4]), moment(ARGV[5]), ARGV[6]
local state, _, is_staged = standing(token, fence)
if state ~= "held" then return { request, state } end
local numbers = chunks_of(token, is_staged)
local reason, detail = refusal_of_all(token, numbers, ARGV, 7, #ARGV - 1, most)
if not reason and not due then reason, detail = "malformed", "when" end
if not reason and #raw > most then reason, detail = "oversize", text(#raw) end
if reason then return { request, "refused", reason, detail } end

local list, sha1, attempts = unpack(redis.call("HMGET", claim_key(token), "list", "sha1", "attempts"))
park(token, due, list, raw)
local sent = apply_all(token, numbers, ARGV, 7, #ARGV - 1)
forget_counts(sha1)
if redis.sha1hex(raw) == sha1 then redis.call("SET", root .. "att:" .. sha1, attempts, "PX", ATTEMPTS_MS) end
settle(token, fence)
return { request, "ok", text(sent + 1) }
