-- Opens a step: the document's hash tells of it, its approver's queue lists it. Needs kept.lua
-- before it.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:live
-- ARGV    1 key prefix  2 request id  3 queue member  4 round  5 step  6 attempt  7 order
--         8 result base  9 approver  10 created (ms)
--         11 version of the document, '' for none  then field, value, field, value, ...
--         The last field may be `aside`: why nothing may be decided about the step.
-- Answers 'opened'; 'stale' for an event that is not above the last one or of an ended round;
--         'decided' when this very step has been decided, recalled or moved here, and stays so.
local request, live = KEYS[1], KEYS[2]
local prefix, member = ARGV[1], ARGV[3]
local round, order, base = tonumber(ARGV[4]), tonumber(ARGV[7]), tonumber(ARGV[8])
local why = ARGV[#ARGV - 1] == 'aside' and ARGV[#ARGV] or nil
local time = redis.call('TIME')
local now = string.format('%d%03d', time[1], math.floor(time[2] / 1000))
adopt(request)
local known = redis.call('HMGET', request, 'order', 'ended', 'state', 'round', 'step', 'attempt',
                         'approver', 'n', 'created')
if order <= tonumber(known[1] or 0) or round <= tonumber(known[2] or 0) then
  -- What is known already must also be found: adding it again changes nothing.
  if known[3] and known[3] ~= 'closed' then redis.call('ZADD', live, 0, member) end
  if known[3] == 'open' then
    redis.call('ZADD', prefix .. 'q:' .. known[7], known[9], member)
    if why and order == tonumber(known[1]) then
      redis.call('HSET', request, 'aside', why)
      redis.call('ZADD', prefix .. 'aside', 'NX', now, member)
    end
    -- The event that opened it may come from a producer that did not say the version.
    if known[1] == ARGV[7] and ARGV[11] ~= '' then
      redis.call('HSETNX', request, 'version', ARGV[11])
    end
  end
  return 'stale'
end
if (known[3] == 'decided' or known[3] == 'recalled' or known[3] == 'moved') and
    known[4] == ARGV[4] and
    known[5] == ARGV[5] and known[6] == ARGV[6] then
  redis.call('HSET', request, 'order', ARGV[7])
  return 'decided'
end
if known[3] == 'open' then
  redis.call('ZREM', prefix .. 'q:' .. known[7], member)
end
redis.call('HDEL', request, 'version', 'rc', 'mv', 'mvplace', 'aside')
pass(request, base)
-- Never below a number that was given out: its result may still be on the way.
local n = math.max(tonumber(known[8] or 0), base)
redis.call('HSET', request, 'id', ARGV[2], 'state', 'open', 'round', ARGV[4], 'step', ARGV[5],
           'attempt', ARGV[6], 'order', ARGV[7], 'n', string.format('%.0f', n),
           'approver', ARGV[9], 'created', ARGV[10],
           'changed', now, unpack(ARGV, 12))
if ARGV[11] ~= '' then redis.call('HSET', request, 'version', ARGV[11]) end
if why then
  redis.call('ZADD', prefix .. 'aside', 'NX', now, member)
else
  redis.call('ZREM', prefix .. 'aside', member)
end
redis.call('PERSIST', request)
redis.call('ZADD', prefix .. 'q:' .. ARGV[9], ARGV[10], member)
redis.call('ZADD', live, 0, member)
return 'opened'
