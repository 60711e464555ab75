#!lua
-- Takes the next message of the first list that has one, and keeps it under a token made by the client.
--
-- ARGV   request, owner, slot, seq, lease ms, most bytes, (list, queue)..., "."
-- Reply  request, "message" or "repeat", token, fence, list, queue, attempts, may be revoked ("1" or "0"), raw
--        request, "empty"                          nothing to do; seq may be used again
--        request, "oversize", queue, bytes, id     too large, and dead now; seq may be used again
--        request, "stale"                          seq is older than the slot's last one
--        request, "gone"                           seq was used, and its claim has ended
--        request, "unregistered"
--
-- Repeating it gives the same message. The message leaves its list after everything else was written: an
-- error on the way can double it, never lose it. No allow-oom: without memory nothing new is begun.

return take(ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV, 7, #ARGV - 1)
