-- Opens a step: the document's hash tells of it, its approver's queue lists it.
-- KEYS[1] ap:{t}:req:<id>
-- ARGV    1 key prefix  2 request id  3 queue member  4 round  5 step  6 attempt  7 order
--         8 result base  9 approver  10 created (ms)  then field, value, field, value, ...
-- Answers 'opened'; 'stale' for an event that is not above the last one or of an ended round;
--         'decided' when this very step has been decided here, and stays so.
local request, prefix, member = KEYS[1], ARGV[1], ARGV[3]
local round, order, base = tonumber(ARGV[4]), tonumber(ARGV[7]), tonumber(ARGV[8])
local known = redis.call('HMGET', request, 'order', 'ended', 'state', 'round', 'step', 'attempt',
                         'approver', 'n')
if order <= tonumber(known[1] or 0) or round <= tonumber(known[2] or 0) then
  return 'stale'
end
if known[3] == 'decided' and known[4] == ARGV[4] and known[5] == ARGV[5] and known[6] == ARGV[6] then
  redis.call('HSET', request, 'order', ARGV[7])
  return 'decided'
end
if known[3] == 'open' then
  redis.call('ZREM', prefix .. 'q:' .. known[7], member)
end
-- Never below a number that was given out: its result may still be on the way.
local n = math.max(tonumber(known[8] or 0), base)
redis.call('HSET', request, 'id', ARGV[2], 'state', 'open', 'round', ARGV[4], 'step', ARGV[5],
           'attempt', ARGV[6], 'order', ARGV[7], 'n', string.format('%.0f', n),
           'approver', ARGV[9], 'created', ARGV[10], unpack(ARGV, 11))
redis.call('PERSIST', request)
redis.call('ZADD', prefix .. 'q:' .. ARGV[9], ARGV[10], member)
return 'opened'
