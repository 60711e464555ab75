#!lua flags=allow-oom
-- Makes an owner known, and founds the layout in a database that has none.
--
-- ARGV   request, owner, ttl ms, info (JSON of what it says of itself; may be empty), "."
-- Reply  request, "ok", server ms
--
--   own   zset  owner -> end of its lease, server ms
--   info  hash  owner -> info
--
-- Repeating it only moves the owner's lease.

redis.call("SET", root .. "ver", LAYOUT, "NX")
redis.call("ZADD", root .. "own", text(now + tonumber(ARGV[3])), ARGV[2])
if ARGV[4] ~= "" then redis.call("HSET", root .. "info", ARGV[2], ARGV[4]) end
return { request, "ok", text(now) }
