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
-- Nobody needs to ask for revocations while nothing is revoked.
-- Repeating it gives the same message. The message leaves its list after everything else was written: an
-- error on the way can double it, never lose it. No allow-oom: without memory nothing new is begun.

local owner, slot, seq = ARGV[2], ARGV[3], tonumber(ARGV[4])
local lease_end, most = text(now + tonumber(ARGV[5])), tonumber(ARGV[6])

if not redis.call("ZSCORE", root .. "own", owner) then return { request, "unregistered" } end

local token = owner .. "/" .. slot .. "/" .. ARGV[4]
local function message(word, claim)
  local last = tonumber(redis.call("ZRANGE", root .. "revoked", -1, -1, "WITHSCORES")[2] or "") or 0
  return {
    request, word, token, claim.fence, claim.list, claim.queue, claim.attempts, last > now and "1" or "0", claim.raw
  }
end

local last = tonumber(redis.call("HGET", root .. "seq:" .. owner, slot) or "") or -1
if seq < last then return { request, "stale" } end
if seq == last then
  local held = load_claim(token)
  if not held then return { request, "gone" } end
  -- The client counts its lease from the request that was answered.
  redis.call("ZADD", root .. "lease", lease_end, token)
  return message("repeat", held)
end

local broken
for i = 7, #ARGV - 2, 2 do
  local list, queue = ARGV[i], ARGV[i + 1]
  local raw = redis.pcall("LINDEX", list, -1)
  if type(raw) == "table" then
    -- One list of a wrong type shall not stop the others.
    broken = broken or raw
  elseif raw and #raw > most then
    local id = bury({
      reason = "oversize", queue = queue, list = list, attempts = "0", token = token, raw = raw
    })
    redis.call("RPOP", list)
    return { request, "oversize", queue, text(#raw), id }
  elseif raw then
    local sha1 = redis.sha1hex(raw)
    local deliveries = tonumber(redis.call("GET", root .. "att:" .. sha1) or "") or 0
    local claim = {
      fence = next_fence(), attempts = text(deliveries + 1), list = list, queue = queue, raw = raw
    }
    redis.call("HSET", root .. "seq:" .. owner, slot, ARGV[4])
    redis.call("HSET", claim_key(token), "list", list, "queue", queue, "fence", claim.fence,
      "attempts", claim.attempts, "sha1", sha1, "claimed", text(now), "raw", raw)
    redis.call("ZADD", root .. "lease", lease_end, token)
    redis.call("RPOP", list)
    return message("message", claim)
  end
end
return broken or { request, "empty" }
