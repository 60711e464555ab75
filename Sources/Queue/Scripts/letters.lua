-- Dead letters.
--
--   dead:<queue>    list    oldest first: a line of JSON, then the raw message

-- Puts a message into the dead letters; returns its id and how many there are now. The id is a fence: unique,
-- and in the order of death.
local function bury(letter)
  local id = letter.fence or next_fence()
  local header = string.format(
    '{"id":"%s","reason":%s,"queue":%s,"list":%s,"attempts":%s,"time":%s,"token":%s,"task_id":%s,"bytes":%s}',
    id, cjson.encode(letter.reason), cjson.encode(letter.queue), cjson.encode(letter.list),
    letter.attempts, text(now), cjson.encode(letter.token or ""), cjson.encode(letter.task_id or ""),
    text(#letter.raw))
  return id, redis.call("RPUSH", root .. "dead:" .. letter.queue, header .. "\n" .. letter.raw)
end

-- The dead letter of an id: the whole of it, its header, its message; nil when there is none.
local function find_letter(queue, id)
  local key, start, wanted = root .. "dead:" .. queue, 0, '{"id":"' .. id .. '",'
  while true do
    local page = redis.call("LRANGE", key, start, start + 49)
    for _, letter in ipairs(page) do
      if starts_with(letter, wanted) then
        local header, message = string.match(letter, "^([^\n]*)\n()")
        return letter, header, string.sub(letter, message)
      end
    end
    if #page < 50 then return nil end
    start = start + 50
  end
end
