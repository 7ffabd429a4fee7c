-- Moves the read mark forward, never beyond the head and never back.
-- KEYS as in keys.h. ARGV: up to this seq, the epoch it counts in ('' = the present one), a fresh
-- epoch.
-- Answers {done, unread, epoch, read mark}; done is 0, and nothing is moved, when the epoch is over.
local _, meta, _, _, open = unpack(KEYS)
local up_to, of_epoch, fresh_epoch = unpack(ARGV)
local epoch = present_epoch(meta, fresh_epoch)
local head, mark = unpack(redis.call('HMGET', meta, 'seq', 'read'))
mark = tonumber(mark or 0)
-- Before an inbox has ever held anything its beginning is the same place under every name.
local begun = epoch ~= '' or tonumber(up_to) > 0
if of_epoch ~= '' and of_epoch ~= epoch and begun then return {0, redis.call('ZCARD', open), epoch, mark} end
up_to = math.min(tonumber(up_to), tonumber(head or 0))
if up_to > mark then
  mark = up_to
  local text = string.format('%.0f', up_to)
  redis.call('HSET', meta, 'read', text)
  redis.call('ZREMRANGEBYSCORE', open, '-inf', text)
end
return {1, redis.call('ZCARD', open), epoch, mark}
