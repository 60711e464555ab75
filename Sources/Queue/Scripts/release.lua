#!lua flags=allow-oom
-- Gives back all claims of an owner that ends, and forgets the owner. The deliveries do not count.
--
-- ARGV   request, owner, "."
-- Reply  request, "ok", (token, fate, queue, attempts)... as of reap
--
-- A claim that was acknowledged early and has begun must not run again: it dies here as in reap. Repeating it
-- finds nothing left.

local owner = ARGV[2]
local tokens = claims_of(owner)
sort_youngest_first(tokens)

local reply = { request, "ok" }
for _, token in ipairs(tokens) do
  local claim = load_claim(token)
  if claim then
    local fate = give_back(claim, false)
    for _, field in ipairs({ token, fate, claim.queue, claim.attempts }) do reply[#reply + 1] = field end
  else
    redis.call("ZREM", root .. "lease", token)
  end
end
forget_owner(owner)
return reply
