-- Decides the open step, once: the decision, the way to its repeats and the message that tells
-- of it are written together or not at all. Needs instant.lua before it.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:out
-- ARGV    1 key prefix  2 request id  3 queue member  4 approver  5 status
--         6 comment as a JSON text, '' for none  7 key digest  8 content fingerprint
--         9 traceparent
-- Answers {standing, ended, decision, message}: the round that is known has ended (1 or 0);
--         decision as written below, '' where there is none; message as the stream's fields
--         with its id in front, {} where there is none.
local request, out = KEYS[1], KEYS[2]
local prefix, id, member, approver, status = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local comment, digest, fingerprint, traceparent = ARGV[6], ARGV[7], ARGV[8], ARGV[9]

local function message(place)
  local found = redis.call('XRANGE', out, place, place)
  if #found == 0 then return {} end
  local fields = found[1][2]
  table.insert(fields, 1, place)
  return fields
end

-- A repeat is answered from what was kept, whatever has happened since.
local kept = redis.call('HGET', request, 'k:' .. approver .. ':' .. digest)
if kept then
  local content, place, decision = string.match(kept, '^([^|]*)|([^|]*)|(.*)$')
  if content ~= fingerprint then return {'key-reused', 0, '', {}} end
  return {'repeated', 0, decision, message(place)}
end

local task = redis.call('HMGET', request, 'round', 'step', 'attempt', 'state', 'approver', 'line',
                        'n', 'hash', 'reason')
local round, step, attempt, state, line = task[1], task[2], task[3], task[4], task[6]
-- Of a round whose end overtook its beginning nobody knows the line either.
if not line then return {'unknown', 0, '', {}} end
if state ~= 'open' or task[5] ~= approver then
  local ended = state == 'closed' and 1 or 0
  local made = redis.call('HGET', request, 'a:' .. round .. ':' .. approver)
  if made then return {'already-decided', ended, made, {}} end
  local on_line = string.find(line, ',' .. approver .. ',', 1, true)
  return {on_line and 'not-open' or 'not-on-line', ended, '', {}}
end
if status == 'rejected' and task[9] == '1' and comment == '' then
  return {'reason-required', 0, '', {}}
end

local time = redis.call('TIME')
local seconds, milliseconds = tonumber(time[1]), math.floor(tonumber(time[2]) / 1000)
local at = instant(seconds, milliseconds)
local n = string.format('%.0f', tonumber(task[7]) + 1)
local name = table.concat({'decision', id, round, step, attempt, approver, digest}, ':')
local body = '{"requestId":' .. id .. ',"round":' .. round .. ',"step":' .. step ..
    ',"attempt":' .. attempt .. ',"n":' .. n .. ',"decisionId":"' .. name ..
    '","approverId":' .. approver .. ',"status":"' .. status .. '"' ..
    (comment ~= '' and ',"comment":' .. comment or '') ..
    ',"contentHash":"' .. task[8] .. '","decidedAt":"' .. at .. '"}'
local place = redis.call('XADD', out, '*', 'id', name, 'key', id,
                         'type', 'approval.step-decided', 'body', body,
                         'traceparent', traceparent, 'time', at)
local decision = table.concat({name, approver, status, round, step, attempt, n, at}, '|')
redis.call('HSET', request, 'state', 'decided', 'n', n, 'a:' .. round .. ':' .. approver, decision,
           'k:' .. approver .. ':' .. digest, fingerprint .. '|' .. place .. '|' .. decision)
redis.call('ZREM', prefix .. 'q:' .. approver, member)
return {'decided', 0, decision, message(place)}
