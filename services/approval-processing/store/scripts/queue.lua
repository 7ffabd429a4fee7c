-- A page of somebody's open tasks, oldest first.
-- Needs epoch.lua before it.
-- KEYS[1] ap:{t}:q:<approver>   KEYS[2] ap:{t}:epoch
-- ARGV    1 key prefix  2 limit  3 score and 4 member of the task after which the page begins
--         ('' both: the beginning)  5 most bytes of all tasks (one comes anyway)
--         then the fields that are wanted of each task, then the epoch
-- Answers {more, task, task, ...}: more is 1 when something follows; a task is its field values,
--         the first of which every task has. {'rebuilding'} while the queue may have holes.
local queue, prefix, limit, from, after = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
if not compared(KEYS[2]) then return {'rebuilding'} end
local members, offset = {}, 0
while #members <= limit do
  local found = redis.call('ZRANGE', queue, from == '' and '-inf' or from, '+inf', 'BYSCORE',
                           'LIMIT', offset, limit + 1, 'WITHSCORES')
  if #found == 0 then break end
  for i = 1, #found, 2 do
    -- Of the tasks with the same score, only those behind the place: members have equal length.
    if from == '' or found[i + 1] ~= from or found[i] > after then
      members[#members + 1] = found[i]
    end
  end
  offset = offset + limit + 1
end
local page, bytes = {#members > limit and 1 or 0}, 0
for i = 1, math.min(limit, #members) do
  local id = string.match(members[i], '^0*(%d+)$')
  local task = redis.call('HMGET', prefix .. 'req:' .. id, unpack(ARGV, 6, #ARGV - 1))
  for _, value in ipairs(task) do bytes = bytes + (value and #value or 0) end
  if bytes > tonumber(ARGV[5]) and #page > 1 then
    page[1] = 1
    break
  end
  -- A server that evicts keys against the rules must not make the rest unreadable.
  if task[1] then page[#page + 1] = task end
end
return page
