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

local owner, slot, sequence = ARGV[2], ARGV[3], ARGV[4]
local lease_end, most = text(now + tonumber(ARGV[5])), tonumber(ARGV[6])
local answer = answered_before(owner, slot, sequence, lease_end)
if answer then return answer end

local broken
for i = 7, #ARGV - 2, 2 do
  local list, queue = ARGV[i], ARGV[i + 1]
  local raw = redis.pcall("LINDEX", list, -1)
  if type(raw) == "table" then
    -- One list of a wrong type shall not stop the others.
    broken = broken or raw
  elseif raw and #raw > most then
    local id = bury({
      reason = "oversize", queue = queue, list = list, attempts = "0", token = token_of(owner, slot, sequence),
      raw = raw
    })
    redis.call("RPOP", list)
    return { request, "oversize", queue, text(#raw), id }
  elseif raw then
    local reply = hold(owner, slot, sequence, lease_end, list, queue, raw)
    redis.call("RPOP", list)
    return reply
  end
end
return broken or { request, "empty" }
