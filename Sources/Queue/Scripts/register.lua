#!lua flags=allow-oom
-- Makes an owner known, and founds the layout in a database that has none.
--
-- ARGV   request, owner, ttl ms, "."
-- Reply  request, "ok", server ms
--
-- Repeating it only moves the owner's lease.

redis.call("SET", root .. "ver", LAYOUT, "NX")
redis.call("ZADD", root .. "own", text(now + tonumber(ARGV[3])), ARGV[2])
return { request, "ok", text(now) }
