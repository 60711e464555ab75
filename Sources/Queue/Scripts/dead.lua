#!lua flags=allow-oom
-- Ends a claim by putting its message into the dead letters of its queue.
--
-- ARGV   request, token, fence, most bytes, reason, task id (may be empty), effects..., "."
-- Reply  request, "ok", messages sent, dead letters (only if they are a multiple of 10,000)
--        else as of commit
--
-- Effects are the FAILURE result, and follow-ups on failure. Repeating it is answered as commit is.

local MANY = 10000

local token, fence = ARGV[2], ARGV[3]
local state, _, is_staged = standing(token, fence)
if state ~= "held" then return { request, state } end
local numbers = chunks_of(token, is_staged)
local reason, detail = refusal_of_all(token, numbers, ARGV, 7, #ARGV - 1, tonumber(ARGV[4]))
if reason then return { request, "refused", reason, detail } end

local claim = load_claim(token)
claim.reason, claim.task_id = ARGV[5], ARGV[6]
local _, letters = bury(claim)
local sent = apply_all(token, numbers, ARGV, 7, #ARGV - 1)
settle(token, fence, claim.sha1)
return { request, "ok", text(sent), letters % MANY == 0 and text(letters) or nil }
