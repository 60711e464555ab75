#!lua flags=allow-oom
-- Sends the message of a dead letter again, unchanged, to the list it came from.
--
-- ARGV   request, queue, id, "."
-- Reply  request, "ok"
--        request, "gone"                          it was replayed or dropped
--        request, "refused", "wrongtype", list
--
-- Its deliveries are counted anew. Repeating it is answered `gone`.

local letter, header, raw = find_letter(ARGV[2], ARGV[3])
if not letter then return { request, "gone" } end
local list = cjson.decode(header).list
if not is_list(list) then return { request, "refused", "wrongtype", list } end
forget_counts(redis.sha1hex(raw))
redis.call("LPUSH", list, raw)
redis.call("LREM", root .. "dead:" .. ARGV[2], 1, letter)
return { request, "ok" }
