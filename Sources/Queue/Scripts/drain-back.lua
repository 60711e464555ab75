#!lua flags=allow-oom
-- Puts messages that dispatchers hold back into Celery's lists, for workers of Celery's that take over.
--
-- ARGV   request, although one lives ("1" or "0"), most messages, most bytes, "."
-- Reply  request, "ok", claims given back, parked messages given back, dead letters, claims left, parked messages left
--        request, "alive", owner, ms until its lease ends, what it says of itself (may be empty)
--        request, "refused", "forbidden", list     what came before it is given back
--
-- Every message is as its sender wrote it; one that waits for its time says so by its own ETA. Claims are the next ones
-- in their lists, the oldest first; parked messages are the last ones, the soonest due first. A claim that was
-- acknowledged early and had begun ends as in reap: it must not run again. Repeating it goes on until nothing is left.

local although, most, most_bytes = ARGV[2] == "1", tonumber(ARGV[3]), tonumber(ARGV[4])
local alive = redis.call("ZRANGEBYSCORE", root .. "own", text(now), "+inf", "LIMIT", 0, 1)[1]
if alive and not although then
  local rest = tonumber(redis.call("ZSCORE", root .. "own", alive)) - now
  return { request, "alive", alive, text(rest), redis.call("HGET", root .. "info", alive) or "" }
end

local counts = { claims = 0, parked = 0, buried = 0 }
local spent = 0

-- Whether there is room for one more, whatever its size: the first one always has it.
local function has_room()
  local taken = counts.claims + counts.parked + counts.buried
  return taken < most and (taken == 0 or spent < most_bytes)
end

local tokens = redis.call("ZRANGE", root .. "lease", 0, -1)
sort_youngest_first(tokens)
for _, token in ipairs(tokens) do
  if not has_room() then break end
  local claim = load_claim(token)
  if claim then
    if not redis.acl_check_cmd("RPUSH", claim.list, "") then return { request, "refused", "forbidden", claim.list } end
    spent = spent + #claim.raw
    local fate = give_back(claim, false)
    forget_counts(claim.sha1)
    local kind = fate == "returned" and "claims" or "buried"
    counts[kind] = counts[kind] + 1
  else
    redis.call("ZREM", root .. "lease", token)
  end
end

-- Also those that would be the next ones here, when their turn under a rate has come: it has not.
local ids = redis.call("ZRANGE", root .. "due", 0, most - 1)
for _, id in ipairs(ids) do
  if not has_room() then break end
  local list, raw = parked(id)
  if list and not redis.acl_check_cmd("LPUSH", list, "") then return { request, "refused", "forbidden", list } end
  if list and is_list(list) then
    redis.call("LPUSH", list, raw)
    forget_counts(redis.sha1hex(raw))
    counts.parked = counts.parked + 1
  elseif list then
    bury({ reason = "wrong type of list", queue = list, list = list, attempts = "0", token = id, raw = raw })
    counts.buried = counts.buried + 1
  end
  spent = spent + #(raw or "")
  redis.call("ZREM", root .. "due", id)
  redis.call("HDEL", root .. "duemsg", id)
end

local held, waiting = redis.call("ZCARD", root .. "lease"), redis.call("ZCARD", root .. "due")
if held == 0 then
  for _, owner in ipairs(redis.call("ZRANGEBYSCORE", root .. "own", "-inf", although and "+inf" or text(now))) do
    forget_owner(owner)
  end
end
return {
  request, "ok", text(counts.claims), text(counts.parked), text(counts.buried), text(held), text(waiting)
}
