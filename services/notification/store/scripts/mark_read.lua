-- Moves the read mark forward, never beyond the head and never back.
-- KEYS as in keys.h. ARGV: up to this seq.
-- Answers the number of unread ones left.
local _, meta, _, _, open = unpack(KEYS)
local head, mark = unpack(redis.call('HMGET', meta, 'seq', 'read'))
local up_to = math.min(tonumber(ARGV[1]), tonumber(head or 0))
if up_to > tonumber(mark or 0) then
  local text = string.format('%.0f', up_to)
  redis.call('HSET', meta, 'read', text)
  redis.call('ZREMRANGEBYSCORE', open, '-inf', text)
end
return redis.call('ZCARD', open)
