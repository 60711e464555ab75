-- Taking a message for one slot: what `claim`, `turn` and `express` share.
--
-- The caller removes the message from its list after `hold` has written everything else: an error on the way can
-- double a message, never lose it.

local function token_of(owner, slot, sequence)
  return owner .. "/" .. slot .. "/" .. sequence
end

-- "1" while something is revoked, "0" else: then nobody needs to ask for revocations.
local function revoking()
  local last = tonumber(redis.call("ZRANGE", root .. "revoked", -1, -1, "WITHSCORES")[2] or "") or 0
  return last > now and "1" or "0"
end

-- The reply to a number that a slot has used already, or to an owner unknown; nil: a message may be taken.
local function answered_before(owner, slot, sequence, lease_end)
  if not redis.call("ZSCORE", root .. "own", owner) then return { request, "unregistered" } end
  local last = tonumber(redis.call("HGET", root .. "seq:" .. owner, slot) or "") or -1
  if tonumber(sequence) < last then return { request, "stale" } end
  if tonumber(sequence) > last then return nil end
  local held = load_claim(token_of(owner, slot, sequence))
  if not held then return { request, "gone" } end
  local reply = {
    request, "repeat", held.token, held.fence, held.list, held.queue, held.attempts, revoking(), held.raw
  }
  -- The client counts its lease from the request that was answered.
  redis.call("ZADD", root .. "lease", lease_end, held.token)
  return reply
end

-- Writes the claim of a message that still lies in its list, and returns the reply that hands it over. All but the
-- leases is read before anything is written.
local function hold(owner, slot, sequence, lease_end, list, queue, raw)
  local sha1, token = redis.sha1hex(raw), token_of(owner, slot, sequence)
  local attempts = text((tonumber(redis.call("GET", root .. "att:" .. sha1) or "") or 0) + 1)
  local is_revoking, fence = revoking(), next_fence()
  redis.call("HSET", root .. "seq:" .. owner, slot, sequence)
  redis.call("HSET", claim_key(token), "list", list, "queue", queue, "fence", fence, "attempts", attempts,
    "sha1", sha1, "claimed", text(now), "raw", raw)
  redis.call("ZADD", root .. "lease", lease_end, token)
  return { request, "message", token, fence, list, queue, attempts, is_revoking, raw }
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
