-- Claims: what several scripts do with them.
--
--   claim:<token>   hash    list, queue, fence, attempts, sha1, claimed, raw; by mark: marked, early, ending; by
--                           stage: staged
--   lease           zset    token -> end of its lease, server ms
--   att:<sha1>      string  deliveries so far of a message that was given back; kept for a week
--   put:<sha1>      string  how often a message was put back uncharged; kept for a week
--   done            zset    token#fence -> when it was settled; answers repeated commits for ten minutes, and is gone
--                           with the first beat afterwards

local DONE_MS = 600000
local ATTEMPTS_MS = 604800000

local function claim_key(token)
  return root .. "claim:" .. token
end

local function stage_key(token)
  return root .. "stage:" .. token
end

-- How somebody stands who says to hold a claim: `held`, `already` (settled by this very holder), `lost`; and of a message
-- that is held its digest, and whether there are follow-ups for it that were handed over.
local function standing(token, fence)
  local claim = redis.call("HMGET", claim_key(token), "fence", "sha1", "staged")
  if claim[1] == fence then return "held", claim[2], claim[3] end
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

-- Forgets a claim; with the digest of its message the counts of that too, by the same call.
local function forget_claim(token, sha1)
  redis.call("ZREM", root .. "lease", token)
  if sha1 then
    redis.call("DEL", claim_key(token), stage_key(token), root .. "att:" .. sha1, root .. "put:" .. sha1)
  else
    redis.call("DEL", claim_key(token), stage_key(token))
  end
end

-- Ends a claim for its holder: from here on a repetition is answered `already`. With a digest its message has ended too.
local function settle(token, fence, sha1)
  redis.call("ZADD", root .. "done", text(now), token .. "#" .. fence)
  forget_claim(token, sha1)
end
