-- Stores a notification in its person's inbox, once, and notifies all processes.
-- KEYS as in keys.h. ARGV: channel, id, body, traceparent, now (ms), forget before (ms),
-- a fresh epoch, length of the inbox, the run of the server it is meant for ('' = any) and whether
-- an inbox that holds nothing may begin ('1').
-- Answers {what, epoch, seq, body}: 'added' or 'settled'; 'duplicate' with what is stored under
-- the id (seq 0: it has left the inbox); 'foreign-run' or 'no-inbox' when nothing was done.
local inbox, meta, seen, index, open, settled, tombs, single = unpack(KEYS)
local channel, id, body, traceparent, now, horizon, fresh_epoch, length, run, may_begin =
      unpack(ARGV)

if run ~= '' and run ~= server_run() then return {'foreign-run', '', 0, ''} end
local epoch = present_epoch(meta, fresh_epoch)
if redis.call('ZSCORE', seen, id) then
  local earlier = redis.call('ZSCORE', index, id)
  if not earlier then return {'duplicate', epoch, 0, ''} end
  return {'duplicate', epoch, tonumber(earlier), stored_at(inbox, earlier).body}
end
if may_begin ~= '1' and redis.call('HEXISTS', meta, 'seq') == 0 then
  return {'no-inbox', epoch, 0, ''}
end

if epoch == '' then epoch = begin_epoch(meta, fresh_epoch) end
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
local first = first_seq(inbox)
local gone = redis.call('ZRANGEBYSCORE', index, '-inf', '(' .. first)
if #gone > 0 then
  for _, old in ipairs(gone) do redis.call('ZREM', settled, old) end
  redis.call('ZREMRANGEBYSCORE', index, '-inf', '(' .. first)
  redis.call('ZREMRANGEBYSCORE', open, '-inf', '(' .. first)
  redis.call('ZREMRANGEBYSCORE', single, '-inf', '(' .. first)
end

if was_settled then return {'settled', epoch, seq, body} end
redis.call('PUBLISH', channel, 'added ' .. epoch .. ' ' .. seq .. ' ' .. traceparent .. '\n' .. body)
return {'added', epoch, seq, body}
