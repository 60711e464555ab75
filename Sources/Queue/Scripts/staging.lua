-- Follow-ups that were handed over before the end of their claim, in chunks.
--
--   stage:<token>  hash  number of a chunk -> its effects, packed; kept for a day at most
--
-- They belong to the claim: whatever ends it applies them or drops them.

local STAGE_MS = 86400000

-- The numbers of the chunks of a claim, in order; `is_any`: what `standing` says.
local function chunks_of(token, is_any)
  if not is_any then return {} end
  local numbers = redis.call("HKEYS", stage_key(token))
  table.sort(numbers, function(one, other) return tonumber(one) < tonumber(other) end)
  return numbers
end

-- One by one, so that no more than one chunk lies in Lua's memory.
local function chunk(token, number)
  return cmsgpack.unpack(redis.call("HGET", stage_key(token), number))
end

-- As `refusal`, for what was handed over before as well.
local function refusal_of_all(token, numbers, args, first, last, most)
  for _, number in ipairs(numbers) do
    local effects = chunk(token, number)
    local word, detail = refusal(effects, 1, #effects, most)
    if word then return word, detail end
  end
  return refusal(args, first, last, most)
end

-- As `apply`, for what was handed over before as well, and first.
local function apply_all(token, numbers, args, first, last)
  local sent = 0
  for _, number in ipairs(numbers) do
    local effects = chunk(token, number)
    sent = sent + apply(effects, 1, #effects, token .. "#" .. number)
  end
  return sent + apply(args, first, last, token)
end

-- Ends a claim for good, with effects that lie in `args`; returns the reply of `commit`.
local function finish(token, fence, most, args, first, last)
  local state, sha1, is_staged = standing(token, fence)
  if state ~= "held" then return { request, state } end
  local numbers = chunks_of(token, is_staged)
  local reason, detail = refusal_of_all(token, numbers, args, first, last, most)
  if reason then return { request, "refused", reason, detail } end

  local sent = apply_all(token, numbers, args, first, last)
  settle(token, fence, sha1)
  return { request, "ok", text(sent) }
end
