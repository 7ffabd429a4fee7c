-- Publishes again, byte for byte, every result that is kept and that approval-request has not
-- applied: as a result of the epoch that is here now. Needs epoch.lua and kept.lua before it.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:out   KEYS[3] ap:{t}:epoch
-- ARGV    1 base: the last result that is applied there
--         2 round  3 step  4 attempt  that are known here; '' each: whatever is known
--         5 whether it matters that this server was compared ('1')  6 then the epoch
-- Answers {word, n, n, ...}, the numbers that are kept: 'told'; 'waiting' while they are still on
--         the stream; 'changed' when something else is known of the document now; 'lost' when none
--         is kept; 'rebuilding'.
local request, out = KEYS[1], KEYS[2]
if ARGV[5] == '1' and not compared(KEYS[3]) then return {'rebuilding'} end
local known = redis.call('HMGET', request, 'round', 'step', 'attempt', 'id')
if ARGV[2] ~= '' and
    (known[1] ~= ARGV[2] or known[2] ~= ARGV[3] or known[3] ~= ARGV[4]) then
  return {'changed'}
end
adopt(request)
local bounds = redis.call('HMGET', request, 'r:low', 'n')
local answer = {'lost'}
if not bounds[1] then return answer end
for i = math.max(tonumber(ARGV[1]) + 1, tonumber(bounds[1])), tonumber(bounds[2]) do
  local n = string.format('%.0f', i)
  local text = redis.call('HGET', request, 'r:' .. n)
  if text then
    local copy = cjson.decode(text)
    answer[#answer + 1] = i
    if #redis.call('XRANGE', out, copy[1], copy[1]) == 0 then
      copy[1] = redis.call('XADD', out, '*', 'id', copy[2], 'key', known[4], 'type', copy[3],
                           'body', copy[4], 'traceparent', copy[5], 'time', copy[6],
                           'epoch', epoch_id(KEYS[3]))
      redis.call('HSET', request, 'r:' .. n, cjson.encode(copy))
      answer[1] = 'told'
    elseif answer[1] == 'lost' then
      answer[1] = 'waiting'
    end
  end
end
if answer[1] == 'told' then
  local time = redis.call('TIME')
  redis.call('HSET', request, 'changed', string.format('%d%03d', time[1], math.floor(time[2] / 1000)))
end
return answer
