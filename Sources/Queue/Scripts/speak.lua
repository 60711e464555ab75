#!lua flags=allow-oom
-- Says to Celery's tools what they wait for: answers to their commands, and events.
--
-- ARGV   request, then for each thing either
--          "publish", channel, payload
--          "reply", kombu's set of the queues of an exchange, routing key, global prefix, payload
--        "."
-- Reply  request, "ok", how many were heard by somebody
--
-- A reply goes to the list whose entry in the set has the routing key. Without an entry the client has gone, and a list
-- that nobody reads would stay for ever. Repeating it says everything again: clients tell answers apart by tickets, and
-- monitors events by their clocks.

local SEPARATOR = "\6\22"

-- The queue of an entry "routing key, pattern, queue" when the key is this one.
local function queue_of(member, key)
  local head = key .. SEPARATOR
  if string.sub(member, 1, #head) ~= head then return nil end
  local _, last = string.find(member, SEPARATOR, #head + 1, true)
  return last and string.sub(member, last + 1) or nil
end

local heard, at = 0, 2
while at < #ARGV do
  if ARGV[at] == "publish" then
    local listeners = redis.pcall("PUBLISH", ARGV[at + 1], ARGV[at + 2])
    if type(listeners) == "number" and listeners > 0 then heard = heard + 1 end
    at = at + 3
  else
    local binding, key, prefix, payload = unpack(ARGV, at + 1, at + 4)
    local members = redis.pcall("SMEMBERS", binding)
    for _, member in ipairs(members.err and {} or members) do
      local queue = queue_of(member, key)
      if queue and is_list(prefix .. queue) then
        local pushed = redis.pcall("LPUSH", prefix .. queue, payload)
        if type(pushed) == "number" then heard = heard + 1 end
        break
      end
    end
    at = at + 5
  end
end
return { request, "ok", text(heard) }
