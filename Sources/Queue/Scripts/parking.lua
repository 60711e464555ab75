-- Parked messages: those that wait for their time.
--
--   due, duemsg     zset, hash   id -> due ms; id -> length of the list's name, ":" or, to be the next one there,
--                                "!", list, raw message

-- A moment as it is given in requests: "+ms" from now, else ms since 1970; nil when it is neither.
local function moment(given)
  local digits = string.match(given, "^%+?(%d+)$")
  if not digits then return nil end
  return tonumber(digits) + (starts_with(given, "+") and now or 0)
end

-- Parks a message until it is due; then it is the last one in its list, or the next. The same id again replaces it, so
-- a repetition parks nothing twice.
local function park(id, due, list, raw, is_next)
  redis.call("HSET", root .. "duemsg", id, #list .. (is_next and "!" or ":") .. list .. raw)
  redis.call("ZADD", root .. "due", text(due), id)
end

-- The list and the message of a parked one, and whether it is to be the next one there.
local function parked(id)
  local value = redis.call("HGET", root .. "duemsg", id)
  if not value then return nil end
  local length, mark, start = string.match(value, "^(%d+)([:!])()")
  return string.sub(value, start, start + length - 1), string.sub(value, start + length), mark == "!"
end
