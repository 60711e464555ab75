#!lua
-- Sends the message of a schedule once for each moment at which it is due, however many schedulers there are.
--
-- ARGV   request, schedule, due ms, list, raw, binding (may be empty), member, "."
-- Reply  request, "ok"
--        request, "early"                         it is not due yet
--        request, "already"                       it was sent for this moment or a later one
--        request, "refused", "wrongtype", list
--
--   sched  hash  schedule -> the last moment it was sent for, server ms
--
-- `binding` and `member` are as of send. Repeating it is answered `already`. The moment is noted after the
-- message was sent. No allow-oom: without memory nothing new is begun.

local schedule, due, list, raw, binding, member = unpack(ARGV, 2, 7)
due = tonumber(due)
if due > now then return { request, "early" } end
local last = tonumber(redis.call("HGET", root .. "sched", schedule) or "")
if last and due <= last then return { request, "already" } end
if not is_list(list) then return { request, "refused", "wrongtype", list } end

redis.call("LPUSH", list, raw)
redis.call("HSET", root .. "sched", schedule, text(due))
-- The message is sent, so a set that we may not write, or that is none, does not matter any more.
if binding ~= "" then redis.pcall("SADD", binding, member) end
return { request, "ok" }
