#!lua flags=allow-oom
-- Gives back the messages of claims whose lease has ended, or of one owner who is known to be dead.
--
-- ARGV   request, limit, most deliveries, backoff ms, longest backoff ms, owner (empty: whoever is late), "."
-- Reply  request, "ok", (token, fate, queue, attempts)...
--        fates: returned, parked (from the second delivery on, with back-off), and of those that became dead
--        letters: "worker lost" (acknowledged early), "delivered too often", "wrong type of list"
--
-- The delivery counts. An owner that was named is forgotten once none of its claims is left. Repeating it
-- finds the work done, and does the next.

local limit, deliveries, owner = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[6]
local backoff, longest = tonumber(ARGV[4]), tonumber(ARGV[5])
local FORGET_OWNER_MS = 3600000

local tokens
if owner == "" then
  tokens = redis.call("ZRANGEBYSCORE", root .. "lease", "-inf", "(" .. text(now), "LIMIT", 0, limit)
  for _, old in ipairs(redis.call("ZRANGEBYSCORE", root .. "own", "-inf", text(now - FORGET_OWNER_MS),
    "LIMIT", 0, 10)) do
    forget_owner(old)
  end
else
  tokens = claims_of(owner)
end
sort_youngest_first(tokens)

local reply = { request, "ok" }
for i = 1, math.min(limit, #tokens) do
  local claim = load_claim(tokens[i])
  if claim then
    local fate = give_back(claim, true, deliveries, backoff, longest)
    for _, field in ipairs({ tokens[i], fate, claim.queue, claim.attempts }) do reply[#reply + 1] = field end
  else
    redis.call("ZREM", root .. "lease", tokens[i])
  end
end
if owner ~= "" and #tokens <= limit then forget_owner(owner) end
return reply
