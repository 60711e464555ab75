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

return finish(ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV, 5, #ARGV - 1)
