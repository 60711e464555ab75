#!lua flags=allow-oom
-- Ends a claim for good, and takes the next message for the same slot: `commit` and `claim` in one request.
--
-- ARGV   request, n, n arguments of commit behind its request, those of claim behind its request, "."
-- Reply  request, n, n elements of commit's reply behind its request, those of claim's
--
-- Where the commit is refused nothing is taken, and the reply ends there. A list of a wrong type is left to the
-- next `claim`, which tells of it. Repeating it is answered as both are. allow-oom: a dispatcher that works
-- through a queue frees more than it takes.

local count = tonumber(ARGV[2])
local first = 3 + count
local ended = finish(ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV, 6, first - 1)
local reply = { request, text(#ended - 1) }
for i = 2, #ended do reply[#reply + 1] = ended[i] end
if ended[2] == "refused" then return reply end

local taken = take(ARGV[first], ARGV[first + 1], ARGV[first + 2], tonumber(ARGV[first + 3]),
  tonumber(ARGV[first + 4]), ARGV, first + 5, #ARGV - 1)
if taken.err then taken = { request, "empty" } end
for i = 2, #taken do reply[#reply + 1] = taken[i] end
return reply
