-- Ends a round: its task leaves the queue, what was shown is forgotten, the rest is a tombstone
-- with the round, the last order, the result number, the drafter and every decision, for repeats
-- and for events that arrive late. Needs kept.lua before it.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:live
-- ARGV    1 key prefix  2 request id  3 queue member  4 round  5 order  6 tombstone's life (s)
--         7 result base, '' when it is not told  then the fields to forget
-- Answers 'closed'; 'stale' for an event that is not above the last one or of an older round.
local request, prefix, member = KEYS[1], ARGV[1], ARGV[3]
local round, order = tonumber(ARGV[4]), tonumber(ARGV[5])
local known = redis.call('HMGET', request, 'order', 'ended', 'state', 'round', 'approver')
if order <= tonumber(known[1] or 0) or round <= tonumber(known[2] or 0) or
    round < tonumber(known[4] or 0) then
  return 'stale'
end
if known[3] == 'open' then
  redis.call('ZREM', prefix .. 'q:' .. known[5], member)
end
redis.call('ZREM', KEYS[2], member)
redis.call('ZREM', prefix .. 'aside', member)
redis.call('HDEL', request, 'aside')
adopt(request)
local known_n = redis.call('HGET', request, 'n')
pass(request, tonumber(ARGV[7] ~= '' and ARGV[7] or known_n or 0))
redis.call('HDEL', request, unpack(ARGV, 8))
if known[4] ~= ARGV[4] then
  redis.call('HDEL', request, 'line', 'requester', 'rc')  -- of another round, or never seen
end
redis.call('HSET', request, 'id', ARGV[2], 'state', 'closed', 'round', ARGV[4], 'order', ARGV[5],
           'ended', ARGV[4])
redis.call('EXPIRE', request, ARGV[6])
return 'closed'
