#!lua flags=allow-oom
-- Gives back what workers of Celery's had taken and neither ended nor gave back in time: they are dead, or take too long.
--
-- ARGV   request, visibility timeout ms, limit, how many to pass over, "."
-- Reply  request, "ok", given back, left where they are, dead letters, more ("1" or "0")
--        request, "busy"     one of kombu's consumers does it at this moment
--
--   unacked        hash    delivery tag -> JSON: the message, its exchange, its routing key
--   unacked_index  zset    delivery tag -> when it was taken, seconds since 1970
--   unacked_mutex  string  whoever holds it looks through the two
--
-- These are kombu's, and this is the only script that writes to them. As kombu does it, the message is the next one in
-- its list, and says that it was delivered before; the youngest are given back first, so that the oldest is popped
-- first. Not as kombu does it: a message has a new delivery tag, so that the end of the old delivery, should there be
-- one after all, does not take the new one's entry away; one whose headers are null is not lost; and one that has no
-- list to go to is a dead letter. What the user may not write to is left. Repeating it goes on.

local SEPARATOR = "\6\22"
local STEPS = { 9, 6, 3 }

local prefix = string.sub(root, 1, #root - #"devseo:")
local messages, index = prefix .. "unacked", prefix .. "unacked_index"
local before, limit, start = (now - tonumber(ARGV[2])) / 1000, tonumber(ARGV[3]), tonumber(ARGV[4])
if redis.call("EXISTS", prefix .. "unacked_mutex") == 1 then return { request, "busy" } end

-- Whether the words of a routing key fit a topic's: "*" is one word, "#" any number of them.
local function fits(pattern, key)
  local head, tail = string.match(pattern, "^([^.]*)%.?(.*)$")
  if pattern == "" then return key == "" end
  if head == "#" then
    if fits(tail, key) then return true end
    return key ~= "" and fits(pattern, string.match(key, "^[^.]*%.?(.*)$"))
  end
  if key == "" then return false end
  local word, rest = string.match(key, "^([^.]*)%.?(.*)$")
  return (head == "*" or head == word) and fits(tail, rest)
end

-- The queues that an exchange leads to, as in kombu's table of it. Of a fanout exchange there are none: whoever was
-- there has heard its messages, and they lie in no list.
local function queues_of(exchange, key)
  if exchange == "" then return key ~= "" and { key } or {} end
  local found = {}
  local members = redis.pcall("SMEMBERS", prefix .. "_kombu.binding." .. exchange)
  for _, entry in ipairs(members.err and {} or members) do
    local bound, pattern, queue = string.match(entry, "^(.-)" .. SEPARATOR .. "(.-)" .. SEPARATOR .. "(.+)$")
    if bound and (bound == key or pattern ~= "" and fits(bound, key)) then found[#found + 1] = queue end
  end
  return found
end

-- The list of a queue for the message's priority, which is 0 to 9 and 0 unless it says so.
local function list_of(queue, raw)
  local first, last = place(raw, "properties", "priority")
  local priority = first and tonumber(string.match(string.sub(raw, first, last), "^\"?(%d+)")) or 0
  for _, step in ipairs(STEPS) do
    if priority >= step then return prefix .. queue .. SEPARATOR .. step end
  end
  return prefix .. queue
end

-- The message as it is delivered again.
local function again(raw, tag)
  local sha1 = redis.sha1hex(tag .. "/" .. text(now))
  local fresh = string.format('"%s-%s-%s-%s-%s"', string.match(sha1, "^(........)(....)(....)(....)(............)"))
  raw = with_member(raw, { "headers" }, "redelivered", "true")
  raw = with_member(raw, { "properties", "delivery_info" }, "redelivered", "true")
  return with_member(raw, { "properties" }, "delivery_tag", fresh)
end

-- Gives one back; what became of it.
local function restore(tag)
  local entry = redis.call("HGET", messages, tag)
  -- Its consumer has ended it between two steps, and does not need the other entry.
  if not entry then return "gone" end
  local parts = elements(entry) or {}
  local raw, key = parts[1], said(parts[3]) or ""
  local queues = raw and string.sub(raw, 1, 1) == "{" and queues_of(said(parts[2]) or "", key) or {}
  for at, queue in ipairs(queues) do
    queues[at] = list_of(queue, raw)
    if not redis.acl_check_cmd("RPUSH", queues[at], raw) then return "left" end
    if not is_list(queues[at]) then
      queues = {}
      break
    end
  end
  if #queues == 0 then
    local queue = key ~= "" and key or "unacked"
    bury({ reason = "left by a worker of Celery's, and without a list to return to", queue = queue,
      list = prefix .. queue, attempts = "1", raw = raw or entry })
    return "buried"
  end
  for _, list in ipairs(queues) do redis.call("RPUSH", list, again(raw, tag)) end
  return "restored"
end

local counts = { restored = 0, left = 0, buried = 0, gone = 0 }
local tags = redis.call("ZREVRANGEBYSCORE", index, string.format("%.6f", before), "-inf", "LIMIT", start, limit)
for _, tag in ipairs(tags) do
  local fate = restore(tag)
  counts[fate] = counts[fate] + 1
  if fate ~= "left" then
    redis.call("ZREM", index, tag)
    redis.call("HDEL", messages, tag)
  end
end
return { request, "ok", text(counts.restored), text(counts.left), text(counts.buried), #tags == limit and "1" or "0" }
