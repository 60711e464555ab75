#!lua flags=no-writes
-- Reads what is stored as the result of a task.
--
-- ARGV   request, key, "."
-- Reply  request, "stored", JSON
--        request, "none"
--
-- Reads only, and needs no layout: results may live in a database of their own.

local stored = redis.call("GET", ARGV[2])
if not stored then return { request, "none" } end
return { request, "stored", stored }
