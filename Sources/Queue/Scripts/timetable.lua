#!lua flags=no-writes
-- Lists the schedules that dispatchers keep.
--
-- ARGV   request, "."
-- Reply  request, "ok", server ms, (task, since ms, last ms, recurrence)...
--
-- Reads only, and needs no layout.

local reply = { request, "ok", text(now) }
local tasks = redis.call("HKEYS", root .. "sched")
table.sort(tasks)
for _, task in ipairs(tasks) do
  local since, last, recurrence = plan_of(task)
  if since then
    for _, field in ipairs({ task, text(since), last, recurrence }) do reply[#reply + 1] = field end
  end
end
return reply
