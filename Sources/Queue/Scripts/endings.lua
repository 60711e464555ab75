-- The end of a claim whose holder is gone.

-- Gives the message back, and returns what became of it. One that had been acknowledged early, was delivered
-- too often, or has no list to return to, becomes a dead letter, and gets the ending prepared by `mark`.
local function give_back(claim, charged, deliveries, backoff, longest)
  local attempts = tonumber(claim.attempts)
  local reason
  if claim.early == "1" then
    reason = "worker lost"
  elseif charged and attempts >= deliveries then
    reason = "delivered too often"
  elseif not is_list(claim.list) then
    reason = "wrong type of list"
  end
  if reason then
    local ending = claim.ending and cmsgpack.unpack(claim.ending) or {}
    claim.reason = reason
    bury(claim)
    if not refusal(ending, 1, #ending, math.huge) then apply(ending, 1, #ending, claim.token) end
    forget_claim(claim.token, claim.sha1)
    return reason
  end
  if charged then redis.call("SET", root .. "att:" .. claim.sha1, claim.attempts, "PX", ATTEMPTS_MS) end
  if charged and attempts >= 2 then
    -- The first loss is bad luck, the second looks like the message's own doing.
    local wait = math.min(longest, backoff * 2 ^ math.min(attempts - 2, 30))
    park(claim.token, now + wait, claim.list, claim.raw)
    forget_claim(claim.token)
    return "parked"
  end
  redis.call("RPUSH", claim.list, claim.raw)
  forget_claim(claim.token)
  return "returned"
end
