#!lua
-- Takes the next message of certain tasks, past others that came before it.
--
-- ARGV   request, owner, slot, seq, lease ms, most bytes, n, n names of tasks in JSON, (list, queue)..., "."
-- Reply  as of claim; but a message that is too large is left to it
--
-- Of each list the next thousand messages are looked at. A message is found by `"task": NAME` anywhere in its
-- text; so whoever gets it reads it, and puts off what was found by a mistake. Repeating it is answered as
-- claim is.

local DEPTH, SLICE = 1000, 50

local owner, slot, sequence = ARGV[2], ARGV[3], ARGV[4]
local lease_end, most, count = text(now + tonumber(ARGV[5])), tonumber(ARGV[6]), tonumber(ARGV[7])
local answer = answered_before(owner, slot, sequence, lease_end)
if answer then return answer end

local function is_wanted(raw)
  if #raw > most then return false end
  for i = 8, 7 + count do
    if string.find(raw, '"task": ' .. ARGV[i], 1, true) or string.find(raw, '"task":' .. ARGV[i], 1, true) then
      return true
    end
  end
  return false
end

local broken
for i = 8 + count, #ARGV - 2, 2 do
  local list, queue = ARGV[i], ARGV[i + 1]
  local length = redis.pcall("LLEN", list)
  if type(length) == "table" then
    broken = broken or length
    length = 0
  end
  for start = 1, math.min(length, DEPTH), SLICE do
    local slice = redis.call("LRANGE", list, -(start + SLICE - 1), -start)
    for at = #slice, 1, -1 do
      if is_wanted(slice[at]) then
        local reply = hold(owner, slot, sequence, lease_end, list, queue, slice[at])
        redis.call("LREM", list, -1, slice[at])
        return reply
      end
    end
  end
end
return broken or { request, "empty" }
