-- The head of every script: checks the request, names our keys, reads the clock.
--
-- Swift puts it in front of each script, after the line of flags and two locals: `script`, the script's name, and
-- `unread`, what it writes without having read it; nil: anything.
--
-- KEYS[1]      the root of our keys, "<global prefix>devseo:". All other keys are derived from it, or travel
--              whole in ARGV, or were noted in a claim. Redis Cluster is refused, so nothing is routed by
--              KEYS, and an ACL checks the commands inside a script whether their keys were declared or not.
-- ARGV[1]      the id of the request. It is the first element of every reply, so that a reply that belongs to
--              another request is noticed.
-- ARGV[#ARGV]  ".", because redis-cli executes a line that was cut by the death of its writer.
--
-- Errors: TRUNCATED, LAYOUT, WRONGTYPE; nothing has been written then. Elements of replies are strings: a Lua
-- number would lose its fraction, and JSON its last digits.

local LAYOUT = "1"

if #KEYS ~= 1 or #ARGV < 2 or ARGV[#ARGV] ~= "." then
  return redis.error_reply("TRUNCATED the request of " .. script .. " does not end in its sentinel")
end

local root = KEYS[1]
local request = ARGV[1]

-- The layout also guards against a connection that fell back to another database. Only `register` founds one; what
-- a client of Celery does without a worker goes without one too.
local layout = redis.call("GET", root .. "ver")
if layout and layout ~= LAYOUT then
  return redis.error_reply("LAYOUT " .. root .. "ver is " .. layout .. ", this program knows " .. LAYOUT)
elseif not layout and not ({
    register = true, send = true, result = true, queues = true, workers = true, scheduled = true, purge = true,
    timetable = true
  })[script] then
  return redis.error_reply("LAYOUT there is no " .. root .. "ver: nobody has registered in this database")
end

-- A script that fails half way is not rolled back, so a wrong type must show before the first write. What a task
-- needs reads most keys before it writes any, which shows it too, and looks at the rest only: each look takes time.
for name, kind in pairs(unread or {
  own = "zset", lease = "zset", done = "zset", due = "zset", duemsg = "hash", fence = "string",
  info = "hash", sched = "hash", revoked = "zset", terminated = "hash", revision = "string"
}) do
  local found = redis.call("TYPE", root .. name).ok
  if found ~= "none" and found ~= kind then
    return redis.error_reply("WRONGTYPE " .. root .. name .. " is a " .. found)
  end
end

local clock = redis.call("TIME")
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- A whole number as text; tostring would write 1.7e+12.
local function text(number)
  return string.format("%.0f", number)
end

-- The next fence: grows for ever, also when the last one was lost with the data, because time goes on.
local function next_fence()
  local last = tonumber(redis.call("GET", root .. "fence") or "") or 0
  local fence = text(math.max(last + 1, clock[1] * 1000000 + clock[2]))
  redis.call("SET", root .. "fence", fence)
  return fence
end

local function starts_with(whole, part)
  return string.sub(whole, 1, #part) == part
end

-- Whether a key can take LPUSH.
local function is_list(key)
  local found = redis.call("TYPE", key).ok
  return found == "list" or found == "none"
end
