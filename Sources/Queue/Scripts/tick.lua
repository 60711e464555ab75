#!lua
-- Sends the message of a schedule once for each moment at which it is due, however many schedulers there are.
--
-- ARGV   request, task, due ms, next ms (empty: none), recurrence, list, raw, binding (may be empty), member, "."
-- Reply  request, "ok"
--        request, "early", server ms              it is not due yet
--        request, "late", server ms               the next moment has come as well: it is that one's turn
--        request, "already", since ms             it was sent for this moment or a later one, or none before counts
--        request, "refused", "wrongtype", list
--
-- `binding` and `member` are as of send. Repeating it is answered `already`. The moment is noted after the
-- message was sent. No allow-oom: without memory nothing new is begun.

local task, due, following, recurrence, list, raw, binding, member = unpack(ARGV, 2, 9)
due = tonumber(due)
if due > now then return { request, "early", text(now) } end
local since = plan_of(task)
if since and due <= since then return { request, "already", text(since) } end
if following ~= "" and tonumber(following) <= now then return { request, "late", text(now) } end
if not is_list(list) then return { request, "refused", "wrongtype", list } end

redis.call("LPUSH", list, raw)
set_plan(task, due, text(due), recurrence)
-- The message is sent, so a set that we may not write, or that is none, does not matter any more.
if binding ~= "" then redis.pcall("SADD", binding, member) end
return { request, "ok" }
