#!lua flags=allow-oom
-- Moves parked messages that are due to their lists, the longest due first.
--
-- ARGV   request, limit, "."
-- Reply  request, "ok", moved, when the next one is due (ms, empty: none), revision of what is revoked
--
-- As many as the limit means that there may be more. A message without a list to go to becomes a dead letter.
-- Repeating it finds the work done.

local ids = redis.call("ZRANGEBYSCORE", root .. "due", "-inf", text(now), "LIMIT", 0, tonumber(ARGV[2]))
for _, id in ipairs(ids) do
  local list, raw, is_next = parked(id)
  if list and is_list(list) then
    if is_next then redis.call("RPUSH", list, raw) else redis.call("LPUSH", list, raw) end
  elseif list then
    bury({ reason = "wrong type of list", queue = list, list = list, attempts = "0", token = id, raw = raw })
  end
  redis.call("ZREM", root .. "due", id)
  redis.call("HDEL", root .. "duemsg", id)
end
local following = redis.call("ZRANGE", root .. "due", 0, 0, "WITHSCORES")[2]
return { request, "ok", text(#ids), following or "", redis.call("GET", root .. "revision") or "0" }
