-- What is known of the present step of some documents, for views of them. Changes nothing.
-- Needs fields.lua, epoch.lua and kept.lua before it.
-- KEYS[1] ap:{t}:epoch   ARGV 1 key prefix, then request ids, then the epoch
-- Answers a row for each document that is known: {id, state, round, step, attempt, order, type,
--         body}; type and body of what was decided, recalled or moved on the step, '' while it is open and
--         once its round has been closed. {'rebuilding'} while this may be outdated.
if not compared(KEYS[1]) then return {'rebuilding'} end
local rows = {}
for i = 2, #ARGV - 1 do
  local request = ARGV[1] .. 'req:' .. ARGV[i]
  local known = fields(request, 'state', 'round', 'step', 'attempt', 'order', 'n')
  -- Of a round whose end overtook its beginning no step is known.
  if known.state and known.step and known.order then
    local kind, body = '', ''
    if known.state ~= 'open' and known.state ~= 'closed' then  -- decided, recalled or moved
      -- As kept.lua keeps it; releases before 0.2 kept a single copy.
      local kept = redis.call('HGET', request, 'r:' .. known.n)
      if kept then
        local copy = decode_copy(kept)
        kind, body = copy.type, copy.body
      else
        local one = fields(request, 'r:type', 'r:body')
        kind, body = one['r:type'] or '', one['r:body'] or ''
      end
    end
    rows[#rows + 1] = {ARGV[i], known.state, known.round, known.step, known.attempt, known.order,
                       kind, body}
  end
end
return rows
