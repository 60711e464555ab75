-- Effects: what a request wants written beside the end of its claim.
--
-- They lie flat in ARGV, each a verb and its arguments:
--   result  database, home, key, seconds, value          stores a result and tells it, as Celery does
--   dated   database, home, key, seconds, before, after  the same, the server's date put between the halves
--   send    list, when, dedupe, dedupe ms, raw           sends a message, now ("") or when it is due
--   join    database, home, key, seconds, most bytes, score, id, state, result, plan
--                                                        adds a part of a chord (canvas.lua)
-- `database` is where results live, `home` the one that the script runs in. A script that fails half way is
-- not rolled back, so `refusal` looks at all of them before `apply` writes the first.

local ARITY = { result = 5, dated = 6, send = 5, join = 10 }

-- Calls `visit` with the verb, the index of its first argument and a running number; false when malformed.
local function each_effect(args, first, last, visit)
  local at, number = first, 0
  while at <= last do
    local arity = ARITY[args[at]]
    if not arity or at + arity > last then return false end
    number = number + 1
    visit(args[at], at + 1, number)
    at = at + 1 + arity
  end
  return true
end

-- Whether the user may store a result for so long; 0: for ever.
local function may_set(key, seconds)
  if tonumber(seconds) > 0 then return redis.acl_check_cmd("SETEX", key, seconds, "") end
  return redis.acl_check_cmd("SET", key, "")
end

-- Why the effects cannot be applied, as a word and a detail; nil when they can. Writes nothing.
function refusal(args, first, last, most)
  local word, detail
  local function refuse(reason, about)
    if not word then word, detail = reason, about end
  end
  local function check(verb, at)
    if verb == "send" then
      local list, when, dedupe, dedupe_ms, raw = unpack(args, at, at + 4)
      if not redis.acl_check_cmd("LPUSH", list, raw) then
        refuse("forbidden", list)
      elseif not is_list(list) then
        refuse("wrongtype", list)
      elseif #raw > most then
        refuse("oversize", text(#raw))
      elseif when ~= "" and not moment(when) or dedupe ~= "" and not string.find(dedupe_ms, "^[1-9]%d*$") then
        refuse("malformed", verb)
      elseif when ~= "" then
        -- Of a wrong type it fails here, where nothing is written yet.
        redis.call("ZSCORE", root .. "due", "")
        redis.call("HGET", root .. "duemsg", "")
      end
    elseif verb == "join" then
      local database, home, key, seconds, most_joined, score, _, state, _, plan = unpack(args, at, at + 9)
      if not string.find(home, "^%d+$") then return refuse("malformed", verb) end
      if database ~= home and redis.pcall("SELECT", database).err then return refuse("database", database) end
      local reason, about, effects = part_refusal(key, seconds, most_joined, score, state, plan)
      if database ~= home then redis.call("SELECT", home) end
      for _, some in ipairs(effects or {}) do
        if not reason then reason, about = refusal(some, 1, #some, most) end
      end
      if reason then refuse(reason, about) end
    else
      local database, home, key, seconds = unpack(args, at, at + 3)
      if not (string.find(seconds, "^%d+$") and string.find(home, "^%d+$")) then
        refuse("malformed", verb)
      elseif database ~= home and redis.pcall("SELECT", database).err then
        refuse("database", database)
      elseif not (may_set(key, seconds) and redis.acl_check_cmd("PUBLISH", key, "")) then
        refuse("forbidden", key)
      else
        local stored = redis.pcall("GET", key)
        if type(stored) == "table" then
          refuse(starts_with(stored.err, "WRONGTYPE") and "wrongtype" or "forbidden", key)
        end
      end
      if database ~= home then redis.call("SELECT", home) end
    end
  end
  if not each_effect(args, first, last, check) then return "malformed", "effects" end
  return word, detail
end

-- The same where only results may be written, as asking again would send a message twice.
local function refusal_of_results(args, first, last)
  local word, detail = refusal(args, first, last, 0)
  if word == "malformed" then return word, detail end
  each_effect(args, first, last, function(verb)
    if verb == "send" or verb == "join" then word, detail = "malformed", verb end
  end)
  return word, detail
end

-- The server's time as Celery writes it, "2026-11-22T20:30:47.702328+00:00" (days to date by Howard Hinnant).
function iso_date()
  local days, second = math.floor(clock[1] / 86400), clock[1] % 86400
  local shifted = days + 719468
  local era = math.floor(shifted / 146097)
  local of_era = shifted % 146097
  local year = math.floor((of_era - math.floor(of_era / 1460) + math.floor(of_era / 36524)
    - math.floor(of_era / 146096)) / 365)
  local of_year = of_era - (365 * year + math.floor(year / 4) - math.floor(year / 100))
  local shifted_month = math.floor((5 * of_year + 2) / 153)
  local day = of_year - math.floor((153 * shifted_month + 2) / 5) + 1
  local month = shifted_month < 10 and shifted_month + 3 or shifted_month - 9
  year = year + era * 400 + (month <= 2 and 1 or 0)
  return string.format("%04d-%02d-%02dT%02d:%02d:%02d.%06d+00:00", year, month, day,
    math.floor(second / 3600), math.floor(second / 60) % 60, second % 60, clock[2])
end

-- Whether a stored result says SUCCESS, which nothing may overwrite. Celery and we write the status first;
-- another order is read by cjson, whose numbers are not used.
local function is_success(stored)
  local status = string.match(stored, '^%s*{%s*"status"%s*:%s*"([^"\\]*)"')
  if status then return status == "SUCCESS" end
  local readable, value = pcall(cjson.decode, stored)
  return readable and type(value) == "table" and value.status == "SUCCESS"
end

local function store(database, home, key, seconds, value)
  if database ~= home then redis.call("SELECT", database) end
  local stored = redis.call("GET", key)
  if not (stored and is_success(stored)) then
    if tonumber(seconds) > 0 then
      redis.call("SETEX", key, seconds, value)
    else
      redis.call("SET", key, value)
    end
    redis.call("PUBLISH", key, value)
  end
  if database ~= home then redis.call("SELECT", home) end
end

-- Applies effects that were not refused; returns how many messages were sent. A parked message is named after
-- the claim and its number. A dedupe key is set after its message: a failure between sends twice, not never.
function apply(args, first, last, token)
  local sent = 0
  each_effect(args, first, last, function(verb, at, number)
    if verb == "result" then
      store(unpack(args, at, at + 4))
    elseif verb == "dated" then
      store(args[at], args[at + 1], args[at + 2], args[at + 3], args[at + 4] .. iso_date() .. args[at + 5])
    elseif verb == "join" then
      local database, home = args[at], args[at + 1]
      if database ~= home then redis.call("SELECT", database) end
      local effects = add_part(unpack(args, at + 2, at + 9))
      if database ~= home then redis.call("SELECT", home) end
      sent = sent + apply(effects, 1, #effects, token .. "#" .. number)
    else
      local list, when, dedupe, dedupe_ms, raw = unpack(args, at, at + 4)
      local dedupe_key = root .. "dedupe:" .. dedupe
      if dedupe ~= "" and redis.call("EXISTS", dedupe_key) == 1 then return end
      local due = when ~= "" and moment(when) or now
      if due > now then
        park(token .. "#" .. number, due, list, raw)
      else
        redis.call("LPUSH", list, raw)
      end
      if dedupe ~= "" then redis.call("SET", dedupe_key, token, "PX", dedupe_ms) end
      sent = sent + 1
    end
  end)
  return sent
end
