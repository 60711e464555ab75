#!lua flags=allow-oom
-- Gives a message its place in time among those of one task, so many of which may start in a second.
--
-- ARGV   request, bucket, grant, interval us, "."
-- Reply  request, "ok"                it may start
--        request, "wait", ms, due ms  its slot is still to come: so long from now, and when
--
--   rate:<bucket>    string  the next slot that is free, server us
--   grants:<bucket>  zset    grant -> its slot, server us
--
-- A slot belongs to a message, not to a claim: the grant is named after the message and its retries. So every
-- message that waits has a slot of its own, an interval from the next one, and repeating costs none. A message
-- that comes more than a second after its slot gets a new one; else late ones could start all at once.

local LATE_US, FORGET_US = 1000000, 2000000

local bucket, grant, interval = ARGV[2], ARGV[3], tonumber(ARGV[4])
local next_key, grants_key = root .. "rate:" .. bucket, root .. "grants:" .. bucket
local now_us = clock[1] * 1000000 + clock[2]

local slot = tonumber(redis.call("ZSCORE", grants_key, grant) or "")
local free = tonumber(redis.call("GET", next_key) or "") or 0
if not slot or now_us > slot + LATE_US then
  slot = math.max(free, now_us)
  local following = slot + interval
  redis.call("ZREMRANGEBYSCORE", grants_key, "-inf", "(" .. text(now_us - FORGET_US))
  redis.call("ZADD", grants_key, text(slot), grant)
  -- Nothing is known by these keys any more once the last slot and its grant are past.
  local lifetime = text(math.ceil((following - now_us + FORGET_US) / 1000))
  redis.call("SET", next_key, text(following), "PX", lifetime)
  redis.call("PEXPIRE", grants_key, lifetime)
end
if slot <= now_us then return { request, "ok" } end
return { request, "wait", text(math.ceil((slot - now_us) / 1000)), text(math.ceil(slot / 1000)) }
