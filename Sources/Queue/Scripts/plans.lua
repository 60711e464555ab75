-- What is known of schedules. Part of the scripts that deal with them.
--
--   sched  hash  task -> "<since> <last> <recurrence>"
--
-- Of the recurrence the moments after `since` count, server ms; `last` is the one for which the task was sent last, 0:
-- none. The recurrence is JSON as in manifests, so that whoever looks needs no manifest.

local function plan_of(task)
  local plan = redis.call("HGET", root .. "sched", task) or ""
  local since, last, recurrence = string.match(plan, "^(%d+) (%d+) (.*)$")
  return tonumber(since), last, recurrence
end

local function set_plan(task, since, last, recurrence)
  redis.call("HSET", root .. "sched", task, text(since) .. " " .. last .. " " .. recurrence)
end
