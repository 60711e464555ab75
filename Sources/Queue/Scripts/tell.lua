#!lua flags=allow-oom
-- Tells what is known of a held claim meanwhile: that its handler has started, or how far it is.
--
-- ARGV   request, token, fence, most bytes, effects..., "."
-- Reply  as of commit
--
-- The claim stays as it is. Repeating it writes the same again, so only results may be told: a message would be
-- sent twice. Once the claim has ended, nothing is written any more.

local token, fence = ARGV[2], ARGV[3]
local state = standing(token, fence)
if state ~= "held" then return { request, state } end
local reason, detail = refusal_of_results(ARGV, 5, #ARGV - 1)
if reason then return { request, "refused", reason, detail } end

return { request, "ok", text(apply(ARGV, 5, #ARGV - 1, token)) }
