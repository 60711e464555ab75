-- Owners: what several scripts do with those who hold claims.

-- The tokens of an owner's claims, in no order. Claims are as many as slots, so a look at all is cheap.
local function claims_of(owner)
  local tokens = {}
  for _, token in ipairs(redis.call("ZRANGE", root .. "lease", 0, -1)) do
    if starts_with(token, owner .. "/") then tokens[#tokens + 1] = token end
  end
  return tokens
end

-- Sorts tokens, the youngest claim first: given back in this order, the oldest message is popped next.
local function sort_youngest_first(tokens)
  local fences = {}
  for _, token in ipairs(tokens) do
    fences[token] = tonumber(redis.call("HGET", claim_key(token), "fence") or "") or 0
  end
  table.sort(tokens, function(one, other) return fences[one] > fences[other] end)
end

local function forget_owner(owner)
  redis.call("DEL", root .. "seq:" .. owner)
  redis.call("HDEL", root .. "info", owner)
  redis.call("ZREM", root .. "own", owner)
end
