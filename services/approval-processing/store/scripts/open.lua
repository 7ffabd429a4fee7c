-- Opens a step: the document's hash holds it, its approver's queue lists it. Needs fields.lua and
-- kept.lua before it.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:live
-- ARGV    1 key prefix  2 request id  3 queue member  4 round  5 step  6 attempt  7 order
--         8 result base  9 approver  10 created (ms)
--         11 version of the document, '' for none  then field, value, field, value, ...
--         The last field may be `aside`: why nothing may be decided about the step.
-- Answers 'opened'; 'stale' for an event that is not above the last one or of an ended round;
--         'decided' when this very step has been decided, recalled or moved here, and stays so.
local request, live = KEYS[1], KEYS[2]
local prefix, id, member, round, step, attempt, order, base, approver, created, version =
    unpack(ARGV, 1, 11)
local why = ARGV[#ARGV - 1] == 'aside' and ARGV[#ARGV] or nil
local time = redis.call('TIME')
local now = string.format('%d%03d', time[1], math.floor(time[2] / 1000))
adopt(request)
local known = fields(request, 'order', 'ended', 'state', 'round', 'step', 'attempt', 'approver',
                     'n', 'created')
if tonumber(order) <= tonumber(known.order or 0) or
    tonumber(round) <= tonumber(known.ended or 0) then
  -- What is known already must also be found: adding it again changes nothing.
  if known.state and known.state ~= 'closed' then redis.call('ZADD', live, 0, member) end
  if known.state == 'open' then
    redis.call('ZADD', prefix .. 'q:' .. known.approver, known.created, member)
    if why and tonumber(order) == tonumber(known.order) then
      redis.call('HSET', request, 'aside', why)
      redis.call('ZADD', prefix .. 'aside', 'NX', now, member)
    end
    -- The event that opened it may come from a producer that did not say the version.
    if known.order == order and version ~= '' then
      redis.call('HSETNX', request, 'version', version)
    end
  end
  return 'stale'
end
local same = known.round == round and known.step == step and known.attempt == attempt
if same and
    (known.state == 'decided' or known.state == 'recalled' or known.state == 'moved') then
  redis.call('HSET', request, 'order', order)
  return 'decided'
end
if known.state == 'open' then
  redis.call('ZREM', prefix .. 'q:' .. known.approver, member)
end
redis.call('HDEL', request, 'version', 'rc', 'mv', 'mvplace', 'aside')
pass(request, tonumber(base))
-- Never below a number that was given out: its result may still be on the way.
local n = math.max(tonumber(known.n or 0), tonumber(base))
redis.call('HSET', request, 'id', id, 'state', 'open', 'round', round, 'step', step,
           'attempt', attempt, 'order', order, 'n', string.format('%.0f', n),
           'approver', approver, 'created', created,
           'changed', now, unpack(ARGV, 12))
if version ~= '' then redis.call('HSET', request, 'version', version) end
if why then
  redis.call('ZADD', prefix .. 'aside', 'NX', now, member)
else
  redis.call('ZREM', prefix .. 'aside', member)
end
redis.call('PERSIST', request)
redis.call('ZADD', prefix .. 'q:' .. approver, created, member)
redis.call('ZADD', live, 0, member)
return 'opened'
