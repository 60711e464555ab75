-- Taking a message for one slot: what `claim`, `turn` and `express` share. Part of every script.
--
-- The caller removes the message from its list after `hold` has written everything else: an error on the way can
-- double a message, never lose it.

local function token_of(owner, slot, sequence)
  return owner .. "/" .. slot .. "/" .. sequence
end

-- The reply that hands a claim over. Nobody needs to ask for revocations while nothing is revoked.
local function message(word, claim)
  local last = tonumber(redis.call("ZRANGE", root .. "revoked", -1, -1, "WITHSCORES")[2] or "") or 0
  return {
    request, word, claim.token, claim.fence, claim.list, claim.queue, claim.attempts, last > now and "1" or "0",
    claim.raw
  }
end

-- The reply to a number that a slot has used already, or to an owner unknown; nil: a message may be taken.
local function answered_before(owner, slot, sequence, lease_end)
  if not redis.call("ZSCORE", root .. "own", owner) then return { request, "unregistered" } end
  local last = tonumber(redis.call("HGET", root .. "seq:" .. owner, slot) or "") or -1
  if tonumber(sequence) < last then return { request, "stale" } end
  if tonumber(sequence) > last then return nil end
  local held = load_claim(token_of(owner, slot, sequence))
  if not held then return { request, "gone" } end
  -- The client counts its lease from the request that was answered.
  redis.call("ZADD", root .. "lease", lease_end, held.token)
  return message("repeat", held)
end

-- Writes the claim of a message that still lies in its list, and returns the reply.
local function hold(owner, slot, sequence, lease_end, list, queue, raw)
  local sha1 = redis.sha1hex(raw)
  local deliveries = tonumber(redis.call("GET", root .. "att:" .. sha1) or "") or 0
  local claim = {
    token = token_of(owner, slot, sequence), fence = next_fence(), attempts = text(deliveries + 1), list = list,
    queue = queue, raw = raw
  }
  redis.call("HSET", root .. "seq:" .. owner, slot, sequence)
  redis.call("HSET", claim_key(claim.token), "list", list, "queue", queue, "fence", claim.fence,
    "attempts", claim.attempts, "sha1", sha1, "claimed", text(now), "raw", raw)
  redis.call("ZADD", root .. "lease", lease_end, claim.token)
  return message("message", claim)
end

-- The next message of the first list that has one; the lists and their queues lie in `args`.
local function take(owner, slot, sequence, lease_ms, most, args, first, last)
  local lease_end = text(now + lease_ms)
  local answer = answered_before(owner, slot, sequence, lease_end)
  if answer then return answer end

  local broken
  for i = first, last - 1, 2 do
    local list, queue = args[i], args[i + 1]
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
end
