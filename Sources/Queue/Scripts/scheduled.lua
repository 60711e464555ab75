#!lua flags=no-writes
-- Lists the parked messages, the soonest due first.
--
-- ARGV   request, start, count, "."
-- Reply  request, "ok", how many there are altogether, (id, due ms, list, raw)...
--
-- Reads only, and needs no layout.

local start = tonumber(ARGV[2])
local reply = { request, "ok", text(redis.call("ZCARD", root .. "due")) }
local ids = redis.call("ZRANGE", root .. "due", start, start + tonumber(ARGV[3]) - 1, "WITHSCORES")
for i = 1, #ids, 2 do
  local list, raw = parked(ids[i])
  if list then
    for _, field in ipairs({ ids[i], text(tonumber(ids[i + 1])), list, raw }) do reply[#reply + 1] = field end
  end
end
return reply
