-- What is known of the present step of some documents, for views of them. Changes nothing.
-- Needs epoch.lua before it.
-- KEYS[1] ap:{t}:epoch   ARGV 1 key prefix, then request ids, then the epoch
-- Answers a row for each document that is known: {id, state, round, step, attempt, order, type,
--         body}; type and body of what was decided, recalled or moved on the step, '' while it is open and
--         once its round has been closed. {'rebuilding'} while this may be outdated.
if not compared(KEYS[1]) then return {'rebuilding'} end
local rows = {}
for i = 2, #ARGV - 1 do
  local request = ARGV[1] .. 'req:' .. ARGV[i]
  local known = redis.call('HMGET', request, 'state', 'round', 'step', 'attempt', 'order', 'n')
  -- Of a round whose end overtook its beginning no step is known.
  if known[1] and known[3] and known[5] then
    local kind, body = '', ''
    if known[1] ~= 'open' and known[1] ~= 'closed' then  -- decided, recalled or moved
      -- As kept.lua keeps it; releases before 0.2 kept a single copy.
      local kept = redis.call('HGET', request, 'r:' .. known[6])
      if kept then
        local copy = cjson.decode(kept)
        kind, body = copy[3], copy[4]
      else
        local one = redis.call('HMGET', request, 'r:type', 'r:body')
        kind, body = one[1] or '', one[2] or ''
      end
    end
    rows[#rows + 1] = {ARGV[i], known[1], known[2], known[3], known[4], known[5], kind, body}
  end
end
return rows
