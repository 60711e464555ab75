#!lua flags=allow-oom
-- Ends a claim for good: its result, its follow-ups and its acknowledgement, all or nothing.
--
-- ARGV   request, token, fence, most bytes, effects..., "."
-- Reply  request, "ok", messages sent
--        request, "already"                   an earlier request did it
--        request, "lost"                      the claim is no longer the caller's; nothing was written
--        request, "refused", reason, detail   an effect is impossible; nothing was written, the claim stays
--
-- What was staged goes first. Repeating it is answered `already` for ten minutes, `lost` later; it writes nothing.

local token, fence = ARGV[2], ARGV[3]
local state = standing(token, fence)
if state ~= "held" then return { request, state } end
local reason, detail = refusal_of_all(token, ARGV, 5, #ARGV - 1, tonumber(ARGV[4]))
if reason then return { request, "refused", reason, detail } end

local sent = apply_all(token, ARGV, 5, #ARGV - 1)
forget_counts(redis.call("HGET", claim_key(token), "sha1"))
settle(token, fence)
return { request, "ok", text(sent) }
