-- Stores a notification in its person's inbox, once, and tells all processes.
-- KEYS as in keys.h. ARGV: channel, id, body, traceparent, now (ms), forget before (ms),
-- a fresh epoch, length of the inbox.
-- Answers 'added', 'duplicate' or 'settled'.
local inbox, meta, seen, index, open, settled, tombs = unpack(KEYS)
local channel, id, body, traceparent, now, horizon, fresh_epoch, length = unpack(ARGV)

if redis.call('ZSCORE', seen, id) then return 'duplicate' end

redis.call('HSETNX', meta, 'epoch', fresh_epoch)
local epoch = redis.call('HGET', meta, 'epoch')
local seq = redis.call('HINCRBY', meta, 'seq', 1)
-- First what could fail: nothing before this line would keep the repeat from being stored.
redis.call('XADD', inbox, 'MAXLEN', '~', length, seq .. '-0',
           'id', id, 'body', body, 'traceparent', traceparent)
redis.call('ZADD', seen, now, id)
redis.call('ZADD', index, seq, id)
redis.call('ZREMRANGEBYSCORE', seen, '-inf', '(' .. horizon)

local was_settled = redis.call('ZREM', tombs, id) == 1
if was_settled then
  redis.call('ZADD', settled, seq, id)
else
  redis.call('ZADD', open, seq, id)
end

-- What has left the inbox is forgotten everywhere, so that "unread" counts only what can be read.
local first = string.match(redis.call('XRANGE', inbox, '-', '+', 'COUNT', 1)[1][1], '^%d+')
local gone = redis.call('ZRANGEBYSCORE', index, '-inf', '(' .. first)
if #gone > 0 then
  for _, old in ipairs(gone) do redis.call('ZREM', settled, old) end
  redis.call('ZREMRANGEBYSCORE', index, '-inf', '(' .. first)
  redis.call('ZREMRANGEBYSCORE', open, '-inf', '(' .. first)
end

if was_settled then return 'settled' end
redis.call('PUBLISH', channel, 'added ' .. epoch .. ' ' .. seq .. ' ' .. traceparent .. '\n' .. body)
return 'added'
