-- Decides the open step, once: the decision, the way to its repeats and its result message are
-- written together or not at all. Needs fields.lua, instant.lua, epoch.lua, kept.lua and
-- message.lua before it.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:out   KEYS[3] ap:{t}:epoch
-- ARGV    1 key prefix  2 request id  3 queue member  4 approver  5 status
--         6 comment as a JSON text, '' for none  7 key digest  8 content fingerprint
--         9 traceparent  10 most messages that may wait
--         11 version of the document that the decision is about, '' for any  12 the epoch
-- Answers {outcome, state, decision, message}: the state of the document as it was known, ''
--         for none; decision (or, for 'recalled', the recall) as it was written, '' where there
--         is none; message as its entry of the stream, {} where there is none.

-- Whether the result that is on its way to approval-request opens a step for this person: an
-- approval of the step before theirs, or a move to them.
local function opens_for(approver, request, task)
  if task.state == 'moved' then
    local _, _, to = string.match(task.mv or '', '^([^|]*)|([^|]*)|([^|]*)|')
    return to == approver
  end
  local made = task.state == 'decided' and redis.call('HGET', request, 'd:' .. task.round) or ''
  local _, _, outcome = string.match(made, '^([^|]*)|([^|]*)|([^|]*)|')
  if outcome ~= 'approved' then return false end
  local following = string.format(',%d:%s:', tonumber(task.step) + 1, approver)
  return string.find(',' .. (task.steps or ''), following, 1, true) ~= nil
end

local request, out = KEYS[1], KEYS[2]
local prefix, id, member, approver, status, comment, digest, fingerprint, traceparent, limit,
      version, epoch = unpack(ARGV)
if not compared(KEYS[3]) then return {'rebuilding', '', '', {}} end

-- A repeat is answered from what was kept, whatever has happened since.
local kept = redis.call('HGET', request, 'k:' .. approver .. ':' .. digest)
if kept then
  local content, place, decision = string.match(kept, '^([^|]*)|([^|]*)|(.*)$')
  if content ~= fingerprint then return {'key-reused', '', '', {}} end
  return {'repeated', '', decision, message(out, place)}
end
if redis.call('SISMEMBER', prefix .. 'left', approver) == 1 then
  return {'inactive', '', '', {}}
end

local task = fields(request, 'round', 'step', 'attempt', 'state', 'approver', 'line', 'n', 'hash',
                    'reason', 'rc', 'steps', 'version', 'mv')
local round, step, attempt, state = task.round, task.step, task.attempt, task.state
-- Of a round whose end overtook its beginning nobody knows the line either.
if not task.line then return {'unknown', state or '', '', {}} end
if state ~= 'open' or task.approver ~= approver then
  local made = redis.call('HGET', request, 'a:' .. round .. ':' .. approver)
  if made then return {'already-decided', state, made, {}} end
  if not string.find(task.line, ',' .. approver .. ',', 1, true) then
    return {'not-on-line', state, '', {}}
  end
  if task.rc then return {'recalled', state, task.rc, {}} end
  -- Decided before this server forgot it: only the line that approval-request sent shows it.
  if string.find(',' .. (task.steps or '') .. ',', ':' .. approver .. ':approved,', 1, true) then
    return {'already-decided', state, '', {}}
  end
  if opens_for(approver, request, task) then return {'opening', state, '', {}} end
  return {'not-open', state, '', {}}
end
if status == 'rejected' and task.reason == '1' and comment == '' then
  return {'reason-required', state, '', {}}
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
local name = table.concat({'decision', id, round, step, attempt, approver, digest}, ':')
local body = '{"requestId":' .. id .. ',"round":' .. round .. ',"step":' .. step ..
    ',"attempt":' .. attempt .. ',"n":' .. n .. ',"decisionId":"' .. name ..
    '","approverId":' .. approver .. ',"status":"' .. status .. '"' ..
    (comment ~= '' and ',"comment":' .. comment or '') ..
    ',"contentHash":"' .. task.hash .. '","decidedAt":"' .. at .. '"}'
local place = publish(out, request, name, id, 'approval.step-decided', body, traceparent, at, epoch)
local decision = table.concat({name, approver, status, round, step, attempt, n, at}, '|')
redis.call('HSET', request, 'state', 'decided', 'n', n, 'a:' .. round .. ':' .. approver, decision,
           'd:' .. round, decision, 'changed', string.format('%d%03d', seconds, milliseconds),
           'k:' .. approver .. ':' .. digest, fingerprint .. '|' .. place .. '|' .. decision)
redis.call('ZREM', prefix .. 'q:' .. approver, member)
return {'decided', 'open', decision, message(out, place)}
