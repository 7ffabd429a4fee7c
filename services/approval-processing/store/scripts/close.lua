-- Ends a round: its task leaves the queue, what was shown is forgotten, the rest is a tombstone
-- with the round, the last order, the result number, the drafter and every decision, for repeats
-- and for events that arrive late. Needs fields.lua and kept.lua before it.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:live
-- ARGV    1 key prefix  2 request id  3 queue member  4 round  5 order  6 tombstone's life (s)
--         7 result base, '' when it was not said  then the fields to forget
-- Answers 'closed'; 'stale' for an event that is not above the last one or of an older round.
local request, live = KEYS[1], KEYS[2]
local prefix, id, member, round, order, life, base = unpack(ARGV, 1, 7)
local known = fields(request, 'order', 'ended', 'state', 'round', 'approver')
if tonumber(order) <= tonumber(known.order or 0) or
    tonumber(round) <= tonumber(known.ended or 0) or
    tonumber(round) < tonumber(known.round or 0) then
  return 'stale'
end
if known.state == 'open' then
  redis.call('ZREM', prefix .. 'q:' .. known.approver, member)
end
redis.call('ZREM', live, member)
redis.call('ZREM', prefix .. 'aside', member)
redis.call('HDEL', request, 'aside')
adopt(request)
local known_n = redis.call('HGET', request, 'n')
pass(request, tonumber(base ~= '' and base or known_n or 0))
redis.call('HDEL', request, unpack(ARGV, 8))
if known.round ~= round then
  redis.call('HDEL', request, 'line', 'requester', 'rc')  -- of another round, or never seen
end
redis.call('HSET', request, 'id', id, 'state', 'closed', 'round', round, 'order', order,
           'ended', round)
redis.call('EXPIRE', request, life)
return 'closed'
