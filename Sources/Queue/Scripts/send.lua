#!lua
-- Sends one message as a client of Celery does, whether or not a dispatcher ever ran on this database.
--
-- ARGV   request, delivery tag, list, binding (may be empty), member, dedupe (may be empty), dedupe ms, raw, "."
-- Reply  request, "ok"
--        request, "duplicate"
--        request, "refused", "wrongtype", list
--        request, "refused", "malformed", dedupe ms
--
-- `binding` is kombu's set of an exchange's queues, `member` the queue in it: other programs find queues there.
-- Of several messages with one `dedupe` only the first is sent, as among the effects of a claim's end. Repeating
-- a request within ten minutes sends nothing again. No allow-oom: without memory nothing new is begun.

local tag, list, binding, member, dedupe, dedupe_ms, raw = unpack(ARGV, 2, 8)
local sent = root .. "sent:" .. tag
if redis.call("EXISTS", sent) == 1 then return { request, "ok" } end
if not is_list(list) then return { request, "refused", "wrongtype", list } end
local dedupe_key = root .. "dedupe:" .. dedupe
if dedupe ~= "" then
  if not string.find(dedupe_ms, "^[1-9]%d*$") then return { request, "refused", "malformed", dedupe_ms } end
  if redis.call("EXISTS", dedupe_key) == 1 then return { request, "duplicate" } end
end

redis.call("LPUSH", list, raw)
redis.call("SET", sent, "1", "PX", text(DONE_MS))
if dedupe ~= "" then redis.call("SET", dedupe_key, tag, "PX", dedupe_ms) end
-- The message is sent, so a set that we may not write, or that is none, does not matter any more.
if binding ~= "" then redis.pcall("SADD", binding, member) end
return { request, "ok" }
