-- Entries of an inbox, newest first.
-- KEYS as in keys.h. ARGV: seq to begin before ('0' = the newest), limit, a fresh epoch.
-- Answers as after.lua does.
local inbox, meta, _, _, _, settled, _, single = unpack(KEYS)
local before = tonumber(ARGV[1])
local limit = tonumber(ARGV[2])
local epoch = present_epoch(meta, ARGV[3])
local head, mark = unpack(redis.call('HMGET', meta, 'seq', 'read'))
mark = tonumber(mark or 0)

local start = '+'
if before > 0 then start = string.format('%.0f-0', before - 1) end
local entries = {}
local more = 0
for _, record in ipairs(redis.call('XREVRANGE', inbox, start, '-', 'COUNT', limit + 1)) do
  if #entries == limit then
    more = 1
  else
    local seq = tonumber(string.match(record[1], '^%d+'))
    local fields = record[2]
    local is_settled = redis.call('ZSCORE', settled, fields[2]) and 1 or 0
    local is_read = seq <= mark or redis.call('ZSCORE', single, fields[2])
    entries[#entries + 1] = {seq, fields[4], fields[6], is_settled, is_read and 1 or 0}
  end
end
return {epoch, tonumber(head or 0), mark, 0, more, entries, {}}
