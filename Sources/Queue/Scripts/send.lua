#!lua
-- Sends one message as a client of Celery does, whether or not a dispatcher ever ran on this database.
--
-- ARGV   request, delivery tag, list, binding (may be empty), member, raw, "."
-- Reply  request, "ok"
--        request, "refused", "wrongtype", list
--
-- `binding` is kombu's set of an exchange's queues, `member` the queue in it: other programs find queues there.
-- Repeating it within ten minutes sends nothing again. No allow-oom: without memory nothing new is begun.

local tag, list, binding, member, raw = unpack(ARGV, 2, 6)
local sent = root .. "sent:" .. tag
if redis.call("EXISTS", sent) == 1 then return { request, "ok" } end
if not is_list(list) then return { request, "refused", "wrongtype", list } end

redis.call("LPUSH", list, raw)
redis.call("SET", sent, "1", "PX", text(DONE_MS))
-- The message is sent, so a set that we may not write, or that is none, does not matter any more.
if binding ~= "" then redis.pcall("SADD", binding, member) end
return { request, "ok" }
