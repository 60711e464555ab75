-- Canvas: what a task's end means for the tasks that follow it.
--
-- Most of it is a plain effect: the next task of a chain is a `send`, a later one that will never run is a `result`.
-- A member of a chord adds its part to those that have come; whoever adds the last one starts the body or fails it, in
-- the same step. The keys are those of Celery 5.6.2's Redis backend, so that its workers can share a chord:
--
--   <key>.j  zset    [1, id, state, result] as JSON, scored by its place in the header
--   <key>.s  string  how many parts there will be, written before the last member is sent
--   <key>.t  string  how many were added later
--   <key>    string  the shape of a header that has groups within; there is none as a rule
--
-- A plan is packed: effects for when all members have succeeded, and effects for when one has not. Texts in it have
-- holes, for control characters stand in no JSON: 1 the results or the exception, 2 the same within a string, 3 the date.

local refusal, apply, iso_date

-- The id as JSON, the state, and the result as JSON of a part; nil when it is none. Numbers keep their digits.
local function read_part(part)
  local start = string.match(part, '^%s*%[%s*1%s*,%s*()"')
  if not start then return nil end
  local stop = start + 1
  while true do
    local at = string.find(part, '["\\]', stop)
    if not at then return nil end
    if string.sub(part, at, at) == '"' then
      local state, value = string.match(part, '^%s*,%s*"(%u+)"%s*,%s*(.*)%]%s*$', at + 1)
      if not state then return nil end
      return string.sub(part, start, at), state, value
    end
    stop = at + 2
  end
end

-- A value as Python shows it; good for the few words of an exception.
local function repr(value)
  if type(value) == "string" then
    local quote = string.find(value, "'", 1, true) and not string.find(value, '"', 1, true) and '"' or "'"
    local shown = string.gsub(value, "[\\\n\r\t" .. quote .. "]",
      { ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t", [quote] = "\\" .. quote })
    return quote .. shown .. quote
  elseif type(value) == "boolean" then
    return value and "True" or "False"
  elseif type(value) == "number" then
    return string.format("%.14g", value)
  elseif type(value) ~= "table" then
    return "None"
  end
  local shown = {}
  if #value > 0 then
    for _, element in ipairs(value) do shown[#shown + 1] = repr(element) end
    return "[" .. table.concat(shown, ", ") .. "]"
  end
  for name, element in pairs(value) do shown[#shown + 1] = repr(name) .. ": " .. repr(element) end
  return "{" .. table.concat(shown, ", ") .. "}"
end

-- The exception of a chord whose member failed, as JSON: a ChordError, in Celery's words.
local function chord_error(id, value)
  local readable, exception = pcall(cjson.decode, value)
  local shown = "an exception"
  if readable and type(exception) == "table" and type(exception.exc_type) == "string" then
    local arguments = exception.exc_message
    if type(arguments) ~= "table" then arguments = { arguments } end
    local words = {}
    for i, argument in ipairs(arguments) do words[i] = repr(argument) end
    shown = exception.exc_type .. "(" .. table.concat(words, ", ") .. ")"
  end
  -- Cut between two characters.
  if #shown > 1024 then shown = string.gsub(string.sub(shown, 1, 1024), "[\192-\255][\128-\191]*$", "") .. "..." end
  local message = "Dependency " .. cjson.decode(id) .. " raised " .. shown
  return '{"exc_type": "ChordError", "exc_message": [' .. cjson.encode(message)
    .. '], "exc_module": "celery.exceptions"}'
end

-- The results in the shape of a header with groups within, as JSON; nil when it cannot be read.
local function shaped(stored, values)
  local readable, group = pcall(cjson.decode, stored)
  if not readable or type(group) ~= "table" then return nil end
  local function shape(tuple)
    if type(tuple) ~= "table" or type(tuple[1]) ~= "table" then return "null" end
    if type(tuple[2]) ~= "table" then
      local id = tuple[1][1]
      -- cjson escapes the slash, Python does not.
      return type(id) == "string" and values[(string.gsub(cjson.encode(id), "\\/", "/"))] or "null"
    end
    local shown = {}
    for i, child in ipairs(tuple[2]) do shown[i] = shape(child) end
    return "[" .. table.concat(shown, ", ") .. "]"
  end
  return shape(group.result)
end

-- What all parts together are: "results" or "exception", and that as JSON.
local function joined(key)
  local values, results = {}, {}
  for i, part in ipairs(redis.call("ZRANGE", key .. ".j", 0, -1)) do
    local id, state, value = read_part(part)
    if state ~= "SUCCESS" then return "exception", chord_error(id or '"?"', value or "") end
    values[id], results[i] = value, value
  end
  local stored = redis.call("GET", key)
  local shape = stored and shaped(stored, values)
  return "results", shape or "[" .. table.concat(results, ", ") .. "]"
end

-- Effects whose holes are filled.
local function filled(effects, value)
  local holes = { ["\1"] = value, ["\2"] = string.sub(cjson.encode(value), 2, -2), ["\3"] = iso_date() }
  local copy = {}
  for i, word in ipairs(effects) do
    -- Packed plans have holes of their own, names of lists have control characters.
    copy[i] = string.find(word, '^[{%[]') and string.gsub(word, "[\1\2\3]", holes) or word == "\1" and value or word
  end
  return copy
end

-- Adds a part, and returns what is to be applied because it was the last one.
local function add_part(key, seconds, most, score, id, state, value, plan)
  local parts, is_new = key .. ".j", true
  for _, part in ipairs(redis.call("ZRANGEBYSCORE", parts, score, score)) do
    local other, standing_state = read_part(part)
    if other == id then
      -- A task that was delivered twice has one part, and nothing overwrites a SUCCESS.
      if standing_state == "SUCCESS" then return {} end
      redis.call("ZREM", parts, part)
      is_new = false
    end
  end
  redis.call("ZADD", parts, score, "[1, " .. id .. ', "' .. state .. '", ' .. value .. "]")
  if tonumber(seconds) > 0 then
    for _, suffix in ipairs({ ".j", ".s", ".t" }) do redis.call("EXPIRE", key .. suffix, seconds) end
  end
  local size = tonumber(redis.call("GET", key .. ".s") or "")
  local added = tonumber(redis.call("GET", key .. ".t") or "") or 0
  if not is_new or not size or redis.call("ZCARD", parts) ~= size + added then return {} end

  local kind, outcome = joined(key)
  redis.call("DEL", parts, key .. ".s", key .. ".t")
  local succeeded, failed = unpack(cmsgpack.unpack(plan))
  if kind == "exception" then return filled(failed, outcome) end
  local effects = filled(succeeded, outcome)
  for _, word in ipairs(effects) do
    if #word > tonumber(most) then
      return filled(failed, '{"exc_type": "ChordError", "exc_message": ["the results are larger together than '
        .. most .. ' bytes"], "exc_module": "celery.exceptions"}')
    end
  end
  return effects
end

-- Why a part cannot be added, as a word and a detail; nil when it can. Writes nothing.
local function part_refusal(key, seconds, most, score, state, plan)
  if not (string.find(seconds, "^%d+$") and string.find(most, "^%d+$") and string.find(state, "^%u+$")
    and (score == "+inf" or string.find(score, "^%d+$"))) then
    return "malformed", "join"
  end
  local readable, effects = pcall(cmsgpack.unpack, plan)
  if not readable or type(effects) ~= "table" or #effects ~= 2 then return "malformed", "join" end
  for suffix, kind in pairs({ [".j"] = "zset", [".s"] = "string", [".t"] = "string", [""] = "string" }) do
    if not redis.acl_check_cmd("GET", key .. suffix) then return "forbidden", key end
    local found = redis.call("TYPE", key .. suffix).ok
    if found ~= "none" and found ~= kind then return "wrongtype", key .. suffix end
  end
  for _, command in ipairs({ { "ZADD", key .. ".j", "0", "" }, { "ZRANGE", key .. ".j", "0", "-1" },
    { "ZRANGEBYSCORE", key .. ".j", "0", "0" }, { "ZREM", key .. ".j", "" }, { "ZCARD", key .. ".j" },
    { "EXPIRE", key .. ".j", "1" }, { "DEL", key .. ".j" } }) do
    if not redis.acl_check_cmd(unpack(command)) then return "forbidden", key end
  end
  return nil, nil, effects
end
