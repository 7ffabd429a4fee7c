-- A page of an inbox in order, with how the whole stands.
-- KEYS as in keys.h. ARGV: epoch ('' = the present one), seq ('' = only the head), limit,
-- a fresh epoch.
-- Answers {epoch, head, read mark, resync, more, entries, settled before}; entries as entry() in
-- life.lua makes them.
local inbox, meta, _, index, _, settled, _, single = unpack(KEYS)
local known_epoch, after, limit, fresh_epoch = unpack(ARGV)

local epoch = present_epoch(meta, fresh_epoch)
local head, mark = unpack(redis.call('HMGET', meta, 'seq', 'read'))
head = tonumber(head or 0)
mark = tonumber(mark or 0)
if after == '' then return {epoch, head, mark, 0, 0, {}, {}} end
after = tonumber(after)
limit = tonumber(limit)

local resync = 0
local first = first_seq(inbox)
-- Before an inbox has ever held anything its beginning is the same place under every name.
local begun = epoch ~= '' or after > 0
if (known_epoch ~= '' and known_epoch ~= epoch and begun) or after > head or
    (first and after + 1 < tonumber(first)) then
  resync = 1
  after = 0
  -- The reader needs a name to come back with; reading stores none for somebody without inbox.
  if epoch == '' then epoch = fresh_epoch end
end

local entries = {}
local more = 0
local start = string.format('%.0f-0', after + 1)
for _, record in ipairs(redis.call('XRANGE', inbox, start, '+', 'COUNT', limit + 1)) do
  if #entries == limit then
    more = 1
  else
    entries[#entries + 1] = entry(stored(record), settled, single, mark)
  end
end

local settled_before = {}
if resync == 0 and after > 0 then
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', settled, after, '+inf')) do
    local seq = redis.call('ZSCORE', index, id)
    if seq and tonumber(seq) <= after then
      settled_before[#settled_before + 1] =
          entry(stored_at(inbox, seq), settled, single, mark)
    end
  end
end
return {epoch, head, mark, resync, more, entries, settled_before}
