-- Takes the document back for its drafter, while nobody has decided in this round: races with
-- decide.lua, and of all of them exactly one wins. Needs instant.lua, epoch.lua, kept.lua and message.lua
-- before it.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:out   KEYS[3] ap:{t}:epoch
-- ARGV    1 key prefix  2 request id  3 queue member  4 requester
--         5 comment as a JSON text, '' for none  6 key digest  7 content fingerprint
--         8 traceparent  9 most messages that may wait
--         10 version of the document that the recall is about, '' for any  11 the epoch
-- Answers {standing, state, recall or decision, message} as decide.lua does.
local request, out = KEYS[1], KEYS[2]
local prefix, id, member, requester = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local comment, digest, fingerprint, traceparent = ARGV[5], ARGV[6], ARGV[7], ARGV[8]
if not compared(KEYS[3]) then return {'rebuilding', '', '', {}} end

local key = 'k:recall:' .. requester .. ':' .. digest
local kept = redis.call('HGET', request, key)
if kept then
  local content, place, recall = string.match(kept, '^([^|]*)|([^|]*)|(.*)$')
  if content ~= fingerprint then return {'key-reused', '', '', {}} end
  return {'repeated', '', recall, message(out, place)}
end
if redis.call('SISMEMBER', prefix .. 'left', requester) == 1 then
  return {'inactive', '', '', {}}
end

local task = redis.call('HMGET', request, 'round', 'step', 'attempt', 'state', 'approver',
                        'requester', 'n', 'hash', 'recallable', 'rc', 'version')
local round, step, attempt, state = task[1], task[2], task[3], task[4]
if not task[6] then return {'unknown', state or '', '', {}} end
if task[6] ~= requester then return {'not-the-drafter', state, '', {}} end
if task[10] then return {'recalled', state, task[10], {}} end
if state == 'closed' then return {'ended', state, '', {}} end
-- Its next attempt is about to open for somebody else.
if state == 'moved' and task[9] == '1' then return {'opening', state, '', {}} end
if state ~= 'open' or task[9] ~= '1' then
  return {'already-decided', state, redis.call('HGET', request, 'd:' .. round) or '', {}}
end
if ARGV[10] ~= '' and ARGV[10] ~= task[11] then
  return {task[11] and 'other-version' or 'version-unknown', state, '', {}}
end
if redis.call('HEXISTS', request, 'aside') == 1 then return {'set-aside', state, '', {}} end
if full(out, ARGV[9]) then return {'outbox-full', state, '', {}} end

local time = redis.call('TIME')
local seconds, milliseconds = tonumber(time[1]), math.floor(tonumber(time[2]) / 1000)
local at = instant(seconds, milliseconds)
local n = string.format('%.0f', tonumber(task[7]) + 1)
local name = table.concat({'recall', id, round, requester, digest}, ':')
local body = '{"requestId":' .. id .. ',"round":' .. round .. ',"step":' .. step ..
    ',"attempt":' .. attempt .. ',"n":' .. n .. ',"recallId":"' .. name ..
    '","requesterId":' .. requester .. (comment ~= '' and ',"comment":' .. comment or '') ..
    ',"contentHash":"' .. task[8] .. '","recalledAt":"' .. at .. '"}'
local place = publish(out, request, name, id, 'approval.recalled', body, traceparent, at, ARGV[11])
local recall = table.concat({name, requester, round, step, attempt, n, at}, '|')
redis.call('HSET', request, 'state', 'recalled', 'n', n, 'rc', recall,
           'changed', string.format('%d%03d', seconds, milliseconds),
           key, fingerprint .. '|' .. place .. '|' .. recall)
redis.call('ZREM', prefix .. 'q:' .. task[5], member)
return {'decided', 'open', recall, message(out, place)}
