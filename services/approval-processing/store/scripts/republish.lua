-- Publishes again, byte for byte, every result that is kept and that approval-request has not
-- applied: as a result of the epoch that is here now. Needs fields.lua, epoch.lua and kept.lua
-- before it.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:out   KEYS[3] ap:{t}:epoch
-- ARGV    1 base: the last result that is applied there
--         2 round  3 step  4 attempt  that are known here; '' each: whatever is known
--         5 whether it matters that this server was compared ('1')  6 then the epoch
-- Answers {word, n, n, ...}, the numbers that are kept: 'published'; 'waiting' while they are still
--         on the stream; 'changed' when something else is known of the document now; 'lost' when
--         none is kept; 'rebuilding'.
local request, out, epoch = KEYS[1], KEYS[2], KEYS[3]
local base, round, step, attempt, must_be_compared = unpack(ARGV)
if must_be_compared == '1' and not compared(epoch) then return {'rebuilding'} end
local known = fields(request, 'round', 'step', 'attempt', 'id')
if round ~= '' and
    (known.round ~= round or known.step ~= step or known.attempt ~= attempt) then
  return {'changed'}
end
adopt(request)
local bounds = fields(request, 'r:low', 'n')
local answer = {'lost'}
if not bounds['r:low'] then return answer end
for i = math.max(tonumber(base) + 1, tonumber(bounds['r:low'])), tonumber(bounds.n) do
  local n = string.format('%.0f', i)
  local text = redis.call('HGET', request, 'r:' .. n)
  if text then
    local copy = decode_copy(text)
    answer[#answer + 1] = i
    if #redis.call('XRANGE', out, copy.place, copy.place) == 0 then
      copy.place = redis.call('XADD', out, '*', 'id', copy.id, 'key', known.id, 'type', copy.type,
                              'body', copy.body, 'traceparent', copy.traceparent,
                              'time', copy.time, 'epoch', epoch_id(epoch))
      redis.call('HSET', request, 'r:' .. n, encode_copy(copy))
      answer[1] = 'published'
    elseif answer[1] == 'lost' then
      answer[1] = 'waiting'
    end
  end
end
if answer[1] == 'published' then
  local time = redis.call('TIME')
  redis.call('HSET', request, 'changed', string.format('%d%03d', time[1], math.floor(time[2] / 1000)))
end
return answer
