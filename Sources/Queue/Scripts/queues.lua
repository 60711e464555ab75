#!lua flags=no-writes
-- Counts what lies in queues.
--
-- ARGV   request, lists a queue, (queue, list...)..., "."
-- Reply  request, "ok", parked, in flight, (in flight, dead letters, messages of each list...)...
--        request, "refused", "wrongtype", key
--
-- The first two numbers are of all queues together, the others in the order of the queues. Reads only.

local width = tonumber(ARGV[2])
local tokens, claims = redis.call("ZRANGE", root .. "lease", 0, -1), {}
for _, token in ipairs(tokens) do
  local queue = redis.call("HGET", claim_key(token), "queue")
  if queue then claims[queue] = (claims[queue] or 0) + 1 end
end

local reply = { request, "ok", text(redis.call("ZCARD", root .. "due")), text(#tokens) }
for i = 3, #ARGV - 1 - width, width + 1 do
  local queue = ARGV[i]
  reply[#reply + 1] = text(claims[queue] or 0)
  local keys = { root .. "dead:" .. queue, unpack(ARGV, i + 1, i + width) }
  for _, key in ipairs(keys) do
    if not is_list(key) then return { request, "refused", "wrongtype", key } end
    reply[#reply + 1] = text(redis.call("LLEN", key))
  end
end
return reply
