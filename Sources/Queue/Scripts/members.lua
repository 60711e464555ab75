-- Members of a JSON text, found and set without decoding it: whatever else is in a message stays as its sender wrote it.
-- Part of the scripts that change a message.
--
-- cjson would lose members' order, escapes, and all but fourteen digits of a number.

-- The place of the first character at or behind `at` that is no space.
local function behind_space(json, at)
  return string.find(json, "[^ \t\r\n]", at)
end

-- The last character of the string that begins at `at`; nil: it does not end.
local function string_end(json, at)
  local from = at + 1
  while true do
    local found = string.find(json, '["\\]', from)
    if not found then return nil end
    if string.sub(json, found, found) == '"' then return found end
    from = found + 2
  end
end

-- The last character of the value that begins at `at`; nil: it does not end.
local function value_end(json, at)
  local first = string.sub(json, at, at)
  if first == '"' then return string_end(json, at) end
  if first ~= "{" and first ~= "[" then
    local last = (string.find(json, "[],} \t\r\n]", at) or #json + 1) - 1
    return last >= at and last or nil
  end
  local depth, from = 0, at
  while true do
    local found = string.find(json, '["%[%]{}]', from)
    if not found then return nil end
    local mark = string.sub(json, found, found)
    if mark == '"' then
      found = string_end(json, found)
      if not found then return nil end
    elseif mark == "{" or mark == "[" then
      depth = depth + 1
    else
      depth = depth - 1
      if depth == 0 then return found end
    end
    from = found + 1
  end
end

-- The values of an array that is a whole text, as texts; nil when it is none.
local function elements(json)
  local at = behind_space(json, 1)
  if not at or string.sub(json, at, at) ~= "[" then return nil end
  local found, last = {}, nil
  at = behind_space(json, at + 1)
  while at and string.sub(json, at, at) ~= "]" do
    last = value_end(json, at)
    if not last then return nil end
    found[#found + 1] = string.sub(json, at, last)
    at = behind_space(json, last + 1)
    if at and string.sub(json, at, at) == "," then at = behind_space(json, at + 1) end
  end
  return at and found or nil
end

-- Where the value of a member of the object at `at` begins and ends; without such a member where the object ends, as the
-- third value, and whether it has others. Of several members of one name the last one counts.
local function member(json, at, name)
  local first, last
  local quoted = '"' .. name .. '"'
  local from, has_others = behind_space(json, at + 1), false
  while from and string.sub(json, from, from) == '"' do
    has_others = true
    local name_end = string_end(json, from)
    local colon = name_end and behind_space(json, name_end + 1)
    local value = colon and string.sub(json, colon, colon) == ":" and behind_space(json, colon + 1)
    local ending = value and value_end(json, value)
    if not ending then return nil end
    if string.sub(json, from, name_end) == quoted then first, last = value, ending end
    from = behind_space(json, ending + 1)
    if from and string.sub(json, from, from) == "," then from = behind_space(json, from + 1) end
  end
  if first then return first, last end
  return nil, nil, from and string.sub(json, from, from) == "}" and from or nil, has_others
end

-- Where the value at a path of names begins and ends; nil when there is none.
local function place(json, ...)
  local first = behind_space(json, 1)
  local last = first
  for _, name in ipairs({ ... }) do
    if not first or string.sub(json, first, first) ~= "{" then return nil end
    first, last = member(json, first, name)
  end
  return first, last
end

-- The text with a member of the object at a path set to a value; the same text where there is no such object.
local function with_member(json, path, name, value)
  local object = place(json, unpack(path))
  if not object or string.sub(json, object, object) ~= "{" then return json end
  local first, last, brace, has_others = member(json, object, name)
  if first then return string.sub(json, 1, first - 1) .. value .. string.sub(json, last + 1) end
  if not brace then return json end
  return string.sub(json, 1, brace - 1) .. (has_others and ", " or "") .. '"' .. name .. '": ' .. value
    .. string.sub(json, brace)
end

-- The text that a JSON string says; nil when it is no string.
local function said(json)
  if not json or string.sub(json, 1, 1) ~= '"' then return nil end
  local readable, value = pcall(cjson.decode, "[" .. json .. "]")
  return readable and value[1] or nil
end
