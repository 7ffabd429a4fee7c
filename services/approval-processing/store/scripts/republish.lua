-- Tells again, byte for byte, of a decision or recall that approval-request has not applied.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:out
-- ARGV    1 round  2 step  3 attempt  (of the step that is open at approval-request)
-- Answers 'told'; 'waiting' while the message is still on the stream; 'changed' when something
--         else is known of the document now; 'lost' when the message is not kept.
local request, out = KEYS[1], KEYS[2]
local known = redis.call('HMGET', request, 'state', 'round', 'step', 'attempt', 'id', 'r:place',
                         'r:id', 'r:type', 'r:body', 'r:traceparent', 'r:time')
if (known[1] ~= 'decided' and known[1] ~= 'recalled') or known[2] ~= ARGV[1] or
    known[3] ~= ARGV[2] or known[4] ~= ARGV[3] then
  return 'changed'
end
if not known[6] then return 'lost' end
if #redis.call('XRANGE', out, known[6], known[6]) > 0 then return 'waiting' end
local time = redis.call('TIME')
local place = redis.call('XADD', out, '*', 'id', known[7], 'key', known[5], 'type', known[8],
                         'body', known[9], 'traceparent', known[10], 'time', known[11])
redis.call('HSET', request, 'r:place', place,
           'changed', string.format('%d%03d', time[1], math.floor(time[2] / 1000)))
return 'told'
