#!lua flags=allow-oom
-- Makes schedules known, and tells from when on their moments count; forgets schedules that are no more.
--
-- ARGV   request, how many, (task, recurrence)..., tasks without one..., "."
-- Reply  request, "ok", server ms, since ms...
--
-- A schedule that nobody knew, or that was another one, counts from now on: its moments of the past were nobody's. One
-- that is known goes on where it was, so that what was missed meanwhile is noticed. Repeating it changes nothing.

local count = tonumber(ARGV[2])
local reply = { request, "ok", text(now) }
for i = 3, 2 * count + 1, 2 do
  local task, recurrence = ARGV[i], ARGV[i + 1]
  local since, last, known = plan_of(task)
  if known ~= recurrence then
    since = math.max(since or 0, now)
    set_plan(task, since, last or "0", recurrence)
  end
  reply[#reply + 1] = text(since)
end
for i = 2 * count + 3, #ARGV - 1 do redis.call("HDEL", root .. "sched", ARGV[i]) end
return reply
