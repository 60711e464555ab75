-- Claims, parked messages and dead letters: what several scripts do with them. Part of every script.
--
--   claim:<token>   hash    list, queue, fence, attempts, sha1, claimed, raw; by mark: marked, early, ending
--   lease           zset    token -> end of its lease, server ms
--   att:<sha1>      string  deliveries so far of a message that was given back; kept for a week
--   put:<sha1>      string  how often a message was put back uncharged; kept for a week
--   done            zset    token#fence -> when it was settled; answers repeated commits for ten minutes
--   due, duemsg     zset, hash   id -> due ms; id -> length of the list's name, ":" or, to be the next one there,
--                                "!", list, raw message
--   dead:<queue>    list    oldest first: a line of JSON, then the raw message

local DONE_MS = 600000
local ATTEMPTS_MS = 604800000

local function claim_key(token)
  return root .. "claim:" .. token
end

local function stage_key(token)
  return root .. "stage:" .. token
end

-- How somebody stands who says to hold a claim: `held`, `already` (settled by this very holder), `lost`.
local function standing(token, fence)
  if redis.call("HGET", claim_key(token), "fence") == fence then return "held" end
  if redis.call("ZSCORE", root .. "done", token .. "#" .. fence) then return "already" end
  return "lost"
end

-- The fields of a claim, or nil.
local function load_claim(token)
  local flat = redis.call("HGETALL", claim_key(token))
  if #flat == 0 then return nil end
  local claim = { token = token }
  for i = 1, #flat, 2 do claim[flat[i]] = flat[i + 1] end
  return claim
end

-- Forgets how often a message was delivered and put back: it has ended, or is another one from here on.
local function forget_counts(sha1)
  redis.call("DEL", root .. "att:" .. sha1, root .. "put:" .. sha1)
end

local function forget_claim(token)
  redis.call("ZREM", root .. "lease", token)
  redis.call("DEL", claim_key(token), stage_key(token))
end

-- Ends a claim for its holder: from here on a repetition is answered `already`.
local function settle(token, fence)
  redis.call("ZADD", root .. "done", text(now), token .. "#" .. fence)
  redis.call("ZREMRANGEBYSCORE", root .. "done", "-inf", text(now - DONE_MS))
  forget_claim(token)
end

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

-- The tokens of an owner's claims, in no order. Claims are as many as slots, so a look at all is cheap.
local function claims_of(owner)
  local tokens = {}
  for _, token in ipairs(redis.call("ZRANGE", root .. "lease", 0, -1)) do
    if starts_with(token, owner .. "/") then tokens[#tokens + 1] = token end
  end
  return tokens
end

-- Sorts tokens, the youngest claim first: given back in this order, the oldest message is popped next.
local function sort_youngest_first(tokens)
  local fences = {}
  for _, token in ipairs(tokens) do
    fences[token] = tonumber(redis.call("HGET", claim_key(token), "fence") or "") or 0
  end
  table.sort(tokens, function(one, other) return fences[one] > fences[other] end)
end

local function forget_owner(owner)
  redis.call("DEL", root .. "seq:" .. owner)
  redis.call("HDEL", root .. "info", owner)
  redis.call("ZREM", root .. "own", owner)
end
