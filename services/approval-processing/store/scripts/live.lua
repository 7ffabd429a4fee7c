-- Documents that are open, decided or recalled here and not closed, ascending by id.
-- KEYS[1] ap:{t}:live
-- ARGV    1 key prefix  2 lowest and 3 highest place as ZRANGE BYLEX wants them  4 limit
-- Answers {now (ms), row, row, ...}; a row is {member, state, round, step, attempt, order,
--         changed (ms), n, why it is set aside}, nil from state on where a member has no document.
local time = redis.call('TIME')
local rows = {string.format('%d%03d', time[1], math.floor(time[2] / 1000))}
local members = redis.call('ZRANGE', KEYS[1], ARGV[2], ARGV[3], 'BYLEX', 'LIMIT', 0, ARGV[4])
for i, member in ipairs(members) do
  local id = string.match(member, '^0*(%d+)$')
  local known = redis.call('HMGET', ARGV[1] .. 'req:' .. id, 'state', 'round', 'step', 'attempt',
                           'order', 'changed', 'n', 'aside')
  table.insert(known, 1, member)
  rows[i + 1] = known
end
return rows
