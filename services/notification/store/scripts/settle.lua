-- Marks a notification as no longer open and notifies all processes; leaves a tombstone for one
-- that has not come yet.
-- KEYS as in keys.h. ARGV: channel, id, now (ms), forget before (ms), keep (ms), a
-- fresh epoch, the run of the server it is meant for, and whether one that has not come yet may
-- leave a tombstone ('1').
-- Answers 'open', 'already' or 'unknown'; 'foreign-run' or 'not-there' when nothing was done.
local inbox, meta, seen, index, open, settled, tombs = unpack(KEYS)
local channel, id, now, horizon, keep, fresh_epoch, run, may_begin = unpack(ARGV)

if run ~= server_run() then return 'foreign-run' end
local epoch = present_epoch(meta, fresh_epoch)

local seq = redis.call('ZSCORE', index, id)
if not seq then
  if redis.call('ZSCORE', seen, id) then return 'already' end  -- it has left the inbox
  if may_begin ~= '1' and not redis.call('ZSCORE', tombs, id) then return 'not-there' end
  redis.call('ZADD', tombs, 'NX', now, id)
  redis.call('ZREMRANGEBYSCORE', tombs, '-inf', '(' .. horizon)
  redis.call('PEXPIRE', tombs, keep)
  return 'unknown'
end
if redis.call('ZSCORE', settled, id) then return 'already' end

-- The head at this instant: a reader who stood before it has not been shown this.
redis.call('ZADD', settled, redis.call('HGET', meta, 'seq'), id)
redis.call('ZREM', open, id)

local one = stored_at(inbox, seq)
redis.call('PUBLISH', channel,
           'settled ' .. epoch .. ' ' .. seq .. ' ' .. one.traceparent .. '\n' ..
               one.body)
return 'open'
