-- Sets documents aside, or takes them back: while one is set aside nothing about it is decided.
-- KEYS[1] ap:{t}:aside   ARGV 1 key prefix  2 why, '' takes them back  then queue members
-- Answers how many it was new for.
local time = redis.call('TIME')
local now = string.format('%d%03d', time[1], math.floor(time[2] / 1000))
local changed = 0
for i = 3, #ARGV do
  local member = ARGV[i]
  local request = ARGV[1] .. 'req:' .. string.match(member, '^0*(%d+)$')
  if redis.call('EXISTS', request) == 1 then
    if ARGV[2] == '' then
      redis.call('HDEL', request, 'aside')
      changed = changed + redis.call('ZREM', KEYS[1], member)
    else
      redis.call('HSET', request, 'aside', ARGV[2])
      changed = changed + redis.call('ZADD', KEYS[1], 'NX', now, member)
    end
  else
    redis.call('ZREM', KEYS[1], member)
  end
end
return changed
