-- Takes the document back for its drafter, while nobody has decided in this round: races with
-- decide.lua, and of all of them exactly one wins. Needs fields.lua, instant.lua, epoch.lua,
-- kept.lua and message.lua before it.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:out   KEYS[3] ap:{t}:epoch
-- ARGV    1 key prefix  2 request id  3 queue member  4 requester
--         5 comment as a JSON text, '' for none  6 key digest  7 content fingerprint
--         8 traceparent  9 most messages that may wait
--         10 version of the document that the recall is about, '' for any  11 the epoch
-- Answers {outcome, state, recall or decision, message} as decide.lua does.
local request, out = KEYS[1], KEYS[2]
local prefix, id, member, requester, comment, digest, fingerprint, traceparent, limit, version,
      epoch = unpack(ARGV)
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

local task = fields(request, 'round', 'step', 'attempt', 'state', 'approver', 'requester', 'n',
                    'hash', 'recallable', 'rc', 'version')
local round, step, attempt, state = task.round, task.step, task.attempt, task.state
if not task.requester then return {'unknown', state or '', '', {}} end
if task.requester ~= requester then return {'not-the-drafter', state, '', {}} end
if task.rc then return {'recalled', state, task.rc, {}} end
if state == 'closed' then return {'ended', state, '', {}} end
-- Its next attempt is about to open for somebody else.
if state == 'moved' and task.recallable == '1' then return {'opening', state, '', {}} end
if state ~= 'open' or task.recallable ~= '1' then
  return {'already-decided', state, redis.call('HGET', request, 'd:' .. round) or '', {}}
end
if version ~= '' and version ~= task.version then
  return {task.version and 'other-version' or 'version-unknown', state, '', {}}
end
if redis.call('HEXISTS', request, 'aside') == 1 then return {'set-aside', state, '', {}} end
if full(out, limit) then return {'outbox-full', state, '', {}} end

local time = redis.call('TIME')
local seconds, milliseconds = tonumber(time[1]), math.floor(tonumber(time[2]) / 1000)
local at = instant(seconds, milliseconds)
local n = string.format('%.0f', tonumber(task.n) + 1)
local name = table.concat({'recall', id, round, requester, digest}, ':')
local body = '{"requestId":' .. id .. ',"round":' .. round .. ',"step":' .. step ..
    ',"attempt":' .. attempt .. ',"n":' .. n .. ',"recallId":"' .. name ..
    '","requesterId":' .. requester .. (comment ~= '' and ',"comment":' .. comment or '') ..
    ',"contentHash":"' .. task.hash .. '","recalledAt":"' .. at .. '"}'
local place = publish(out, request, name, id, 'approval.recalled', body, traceparent, at, epoch)
local recall = table.concat({name, requester, round, step, attempt, n, at}, '|')
redis.call('HSET', request, 'state', 'recalled', 'n', n, 'rc', recall,
           'changed', string.format('%d%03d', seconds, milliseconds),
           key, fingerprint .. '|' .. place .. '|' .. recall)
redis.call('ZREM', prefix .. 'q:' .. task.approver, member)
return {'decided', 'open', recall, message(out, place)}
