-- Gives an open task to somebody else, because its approver has left: races with decide.lua and
-- recall.lua, and of all of them exactly one wins. The step is over for its approver at once; it
-- opens for the other one, as the next attempt, when approval-request has recorded the result.
-- Needs fields.lua, instant.lua, epoch.lua, kept.lua and message.lua before it.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:out   KEYS[3] ap:{t}:epoch
-- ARGV    1 key prefix  2 request id  3 queue member  4 round  5 step  6 attempt  7 from  8 to
--         9 to as a JSON object  10 traceparent  11 most messages that may wait  12 the epoch
-- Answers {outcome, state, move, message} as decide.lua does.
local request, out = KEYS[1], KEYS[2]
local prefix, id, member, for_round, for_step, for_attempt, from, to, recipient, traceparent, limit,
      epoch = unpack(ARGV)
if not compared(KEYS[3]) then return {'rebuilding', '', '', {}} end

local task = fields(request, 'round', 'step', 'attempt', 'state', 'approver', 'n', 'hash', 'mv',
                    'mvplace', 'line', 'requester', 'aside')
local round, step, attempt, state = task.round, task.step, task.attempt, task.state
if not task.line then return {'unknown', state or '', '', {}} end
local same = round == for_round and step == for_step and attempt == for_attempt
if state == 'moved' and same and task.mv then
  return {'repeated', '', task.mv, task.mvplace and message(out, task.mvplace) or {}}
end
if state ~= 'open' or not same or task.approver ~= from or task.requester == to or task.aside then
  return {'not-open', state, '', {}}
end
if full(out, limit) then return {'outbox-full', state, '', {}} end

local time = redis.call('TIME')
local seconds, milliseconds = tonumber(time[1]), math.floor(tonumber(time[2]) / 1000)
local at = instant(seconds, milliseconds)
local n = string.format('%.0f', tonumber(task.n) + 1)
local name = table.concat({'move', id, round, step, attempt}, ':')
local body = '{"requestId":' .. id .. ',"round":' .. round .. ',"step":' .. step ..
    ',"attempt":' .. attempt .. ',"n":' .. n .. ',"moveId":"' .. name .. '","fromId":' .. from ..
    ',"to":' .. recipient .. ',"because":"left","contentHash":"' .. task.hash ..
    '","movedAt":"' .. at .. '"}'
local place = publish(out, request, name, id, 'approval.task-moved', body, traceparent, at, epoch)
local move = table.concat({name, from, to, round, step, attempt, n, at}, '|')
-- The other one stands on the line from now on: it is not open for them yet, which is worth
-- another look, and not "not on the line".
redis.call('HSET', request, 'state', 'moved', 'n', n, 'mv', move, 'mvplace', place,
           'line', task.line .. to .. ',',
           'changed', string.format('%d%03d', seconds, milliseconds))
redis.call('ZREM', prefix .. 'q:' .. from, member)
return {'decided', 'open', move, message(out, place)}
