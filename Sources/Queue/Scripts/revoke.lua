#!lua flags=allow-oom
-- Revokes tasks for some time, whether their messages are known or not, and tells their results.
--
-- ARGV   request, ttl ms, most, terminate ("1" or "0"), signal, n, n ids, effects..., "."
-- Reply  request, "ok", how many are revoked now
--        request, "refused", reason, detail   an effect is impossible; nothing was written
--
--   revoked     zset    id -> until when, server ms
--   terminated  hash    id -> the signal for a handler that runs; only of ids that are in `revoked`
--   revision    string  counts requests, so that whoever runs tasks looks again when it has changed
--
-- At most `most` ids are kept, the oldest go. Effects are the REVOKED results. Repeating it prolongs.

local ends, most, terminate, signal = text(now + tonumber(ARGV[2])), tonumber(ARGV[3]), ARGV[4] == "1", ARGV[5]
local last_id = 6 + tonumber(ARGV[6])
local reason, detail = refusal_of_results(ARGV, last_id + 1, #ARGV - 1)
if reason then return { request, "refused", reason, detail } end

local function forget(ids)
  for _, id in ipairs(ids) do
    redis.call("ZREM", root .. "revoked", id)
    redis.call("HDEL", root .. "terminated", id)
  end
end

for i = 7, last_id do
  redis.call("ZADD", root .. "revoked", ends, ARGV[i])
  if terminate then redis.call("HSET", root .. "terminated", ARGV[i], signal) end
end
forget(redis.call("ZRANGEBYSCORE", root .. "revoked", "-inf", text(now)))
local surplus = redis.call("ZCARD", root .. "revoked") - most
if surplus > 0 then forget(redis.call("ZRANGE", root .. "revoked", 0, surplus - 1)) end
redis.call("INCR", root .. "revision")
apply(ARGV, last_id + 1, #ARGV - 1, "")
return { request, "ok", text(redis.call("ZCARD", root .. "revoked")) }
