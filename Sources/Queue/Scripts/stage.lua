#!lua flags=allow-oom
-- Hands follow-ups of a claim over before its end, which then needs no large request.
--
-- ARGV   request, token, fence, most bytes, chunk number, effects (only `send`)..., "."
-- Reply  as of commit; the messages are counted, but sent by commit, retry or dead
--
-- Repeating it replaces the chunk by itself.

local token, fence, number = ARGV[2], ARGV[3], ARGV[5]
local state = standing(token, fence)
if state ~= "held" then return { request, state } end
local reason, detail = refusal(ARGV, 6, #ARGV - 1, tonumber(ARGV[4]))
local count = 0
if not reason then
  each_effect(ARGV, 6, #ARGV - 1, function(verb)
    count = count + 1
    if verb ~= "send" then reason, detail = "malformed", verb end
  end)
end
if not string.find(number, "^%d+$") then reason, detail = "malformed", "chunk" end
if reason then return { request, "refused", reason, detail } end

local effects = {}
for i = 6, #ARGV - 1 do effects[#effects + 1] = ARGV[i] end
redis.call("HSET", claim_key(token), "staged", "1")
redis.call("HSET", stage_key(token), number, cmsgpack.pack(effects))
redis.call("PEXPIRE", stage_key(token), text(STAGE_MS))
return { request, "ok", text(count) }
