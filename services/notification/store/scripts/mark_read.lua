-- Moves the read mark forward, never beyond the head and never back; marks single notifications,
-- those that are not in the inbox (any more) left out. Notifies all processes when something changed.
-- KEYS as in keys.h. ARGV: up to this seq, the epoch it counts in ('' = the present one), a fresh
-- epoch, channel, then ids.
-- Answers {done, unread, epoch, read mark}; done is 0, and nothing is moved, when the epoch is over.
local _, meta, _, index, open, _, _, single = unpack(KEYS)
local up_to, of_epoch, fresh_epoch, channel = unpack(ARGV)
local epoch = present_epoch(meta, fresh_epoch)
local head, mark = unpack(redis.call('HMGET', meta, 'seq', 'read'))
mark = tonumber(mark or 0)
-- Before an inbox has ever held anything its beginning is the same place under every name.
local begun = epoch ~= '' or tonumber(up_to) > 0
if of_epoch ~= '' and of_epoch ~= epoch and begun then return {0, redis.call('ZCARD', open), epoch, mark} end

local changed = false
up_to = math.min(tonumber(up_to), tonumber(head or 0))
if up_to > mark then
  mark = up_to
  changed = true
  local text = string.format('%.0f', up_to)
  redis.call('HSET', meta, 'read', text)
  redis.call('ZREMRANGEBYSCORE', open, '-inf', text)
  redis.call('ZREMRANGEBYSCORE', single, '-inf', text)
end
local ids = ''
for i = 5, #ARGV do
  local seq = redis.call('ZSCORE', index, ARGV[i])
  if seq and tonumber(seq) > mark and redis.call('ZADD', single, seq, ARGV[i]) == 1 then
    redis.call('ZREM', open, ARGV[i])
    ids = ids .. '\n' .. ARGV[i]
    changed = true
  end
end
local unread = redis.call('ZCARD', open)
if changed then
  redis.call('PUBLISH', channel,
             string.format('read %s %.0f %d', epoch, mark, unread) .. ids)
end
return {1, unread, epoch, mark}
