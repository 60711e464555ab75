#!lua flags=allow-oom
-- Notes what is known of a claim once its message was decoded, just before its handler starts.
--
-- ARGV   request, token, fence, most bytes, early ("1" or "0"), n, n arguments of effects for now,
--        effects for the ending, "."
-- Reply  as of commit
--
-- An early claim counts as acknowledged from here on: it is never given back, its loss is its end. The ending
-- (a FAILURE result) is applied by `reap` and `release` when the claim dies without its holder.
-- Effects for now (a STARTED result) are applied once: the second request finds the mark.

local token, fence, most, early, count = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], tonumber(ARGV[6])
local state = standing(token, fence)
if state ~= "held" then return { request, state } end
if redis.call("HGET", claim_key(token), "marked") then return { request, "ok", "0" } end

local reason, detail = refusal(ARGV, 7, 6 + count, most)
if not reason then reason, detail = refusal(ARGV, 7 + count, #ARGV - 1, most) end
if reason then return { request, "refused", reason, detail } end

local ending = {}
for i = 7 + count, #ARGV - 1 do ending[#ending + 1] = ARGV[i] end
local sent = apply(ARGV, 7, 6 + count, token .. "#mark")
redis.call("HSET", claim_key(token), "marked", "1", "early", early, "ending", cmsgpack.pack(ending))
return { request, "ok", text(sent) }
