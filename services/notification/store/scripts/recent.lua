-- Entries of an inbox, newest first.
-- KEYS as in keys.h. ARGV: seq to begin before ('0' = the newest), limit, a fresh epoch.
-- Answers as after.lua does.
local inbox, meta, _, _, _, settled, _, single = unpack(KEYS)
local before, limit, fresh_epoch = unpack(ARGV)
before = tonumber(before)
limit = tonumber(limit)
local epoch = present_epoch(meta, fresh_epoch)
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
    entries[#entries + 1] = entry(stored(record), settled, single, mark)
  end
end
return {epoch, tonumber(head or 0), mark, 0, more, entries, {}}
