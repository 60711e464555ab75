#!lua flags=allow-oom
-- Drops dead letters of a queue: one, or the oldest ones.
--
-- ARGV   request, queue, id (empty: by time), ms, limit, "."
-- Reply  request, "ok", how many were dropped
--
-- By time those are dropped that died before `ms`, so many at most. Repeating it drops nothing younger.

local key, id, before = root .. "dead:" .. ARGV[2], ARGV[3], tonumber(ARGV[4])
if id ~= "" then
  local letter = find_letter(ARGV[2], id)
  return { request, "ok", text(letter and redis.call("LREM", key, 1, letter) or 0) }
end
local dropped = 0
while dropped < tonumber(ARGV[5]) do
  local letter = redis.call("LINDEX", key, 0)
  if not letter then break end
  -- The header is a line of our own, whose numbers are small enough for cjson.
  if cjson.decode(string.match(letter, "^[^\n]*")).time >= before then break end
  redis.call("LPOP", key)
  dropped = dropped + 1
end
return { request, "ok", text(dropped) }
