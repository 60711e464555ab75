#!lua flags=allow-oom
-- Throws away what waits in lists.
--
-- ARGV   request, list..., "."
-- Reply  request, "ok", how many messages there were
--        request, "refused", "wrongtype", list   nothing was thrown away
--
-- Parked messages and those in flight stay, as with Celery. Repeating it throws away what came since.

local count = 0
for i = 2, #ARGV - 1 do
  if not is_list(ARGV[i]) then return { request, "refused", "wrongtype", ARGV[i] } end
end
for i = 2, #ARGV - 1 do
  count = count + redis.call("LLEN", ARGV[i])
  redis.call("UNLINK", ARGV[i])
end
return { request, "ok", text(count) }
