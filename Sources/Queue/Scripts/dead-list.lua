#!lua flags=no-writes
-- Lists dead letters of a queue, the oldest first.
--
-- ARGV   request, queue, start, count, "."
-- Reply  request, "ok", how many there are altogether, header...
--
-- Reads only.

local key, start = root .. "dead:" .. ARGV[2], tonumber(ARGV[3])
local reply = { request, "ok", text(redis.call("LLEN", key)) }
-- One by one, so that no more than one message lies in Lua's memory.
for i = start, start + tonumber(ARGV[4]) - 1 do
  local letter = redis.call("LINDEX", key, i)
  if not letter then break end
  reply[#reply + 1] = string.match(letter, "^[^\n]*")
end
return reply
