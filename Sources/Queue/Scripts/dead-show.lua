#!lua flags=no-writes
-- Shows one dead letter.
--
-- ARGV   request, queue, id, "."
-- Reply  request, "letter", header, raw
--        request, "gone"
--
-- Reads only.

local letter, header, raw = find_letter(ARGV[2], ARGV[3])
if not letter then return { request, "gone" } end
return { request, "letter", header, raw }
