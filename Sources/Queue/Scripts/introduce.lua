#!lua flags=allow-oom
-- Makes a dispatcher known to Celery's tools, or takes it back.
--
-- ARGV   request, "come" or "go", n, n times (set, member), key..., "."
-- Reply  request, "ok"
--
-- kombu looks in its sets for the queues of an exchange: members are added, or removed with the keys behind them. A
-- member that stays behind does no harm, so what may not be written is left. Repeating it does the same again.

local comes, count = ARGV[2] == "come", tonumber(ARGV[3])
for i = 1, count do
  local set, member = ARGV[2 + 2 * i], ARGV[3 + 2 * i]
  if comes then redis.pcall("SADD", set, member) else redis.pcall("SREM", set, member) end
end
for i = 4 + 2 * count, #ARGV - 1 do redis.pcall("UNLINK", ARGV[i]) end
return { request, "ok" }
