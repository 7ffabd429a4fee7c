-- Messages of results that approval-request may not have applied yet: each stays with its document
-- until the base of results has passed it, so that any of them can be published again byte for
-- byte. r:<n> is {place, id, type, body, traceparent, time} in JSON, r:low the lowest n kept.

-- The single copy that releases before 0.2 kept becomes the one of the last number given out.
local function adopt(request)
  local one = redis.call('HMGET', request, 'r:place', 'r:id', 'r:type', 'r:body', 'r:traceparent',
                         'r:time', 'n')
  if not one[2] then return end
  redis.call('HSET', request, 'r:' .. one[7],
             cjson.encode({one[1], one[2], one[3], one[4], one[5], one[6]}))
  redis.call('HSETNX', request, 'r:low', one[7])
  redis.call('HDEL', request, 'r:place', 'r:id', 'r:type', 'r:body', 'r:traceparent', 'r:time')
end

local function keep(request, n, copy)
  redis.call('HSET', request, 'r:' .. n, cjson.encode(copy))
  redis.call('HSETNX', request, 'r:low', n)
end

-- Forgets what the document has applied: everything up to `base`.
local function pass(request, base)
  local bounds = redis.call('HMGET', request, 'r:low', 'n')
  local low, n = tonumber(bounds[1] or 0), tonumber(bounds[2] or 0)
  if low == 0 or base < low then return end
  for i = low, math.min(base, n) do
    redis.call('HDEL', request, 'r:' .. string.format('%.0f', i))
  end
  if base >= n then
    redis.call('HDEL', request, 'r:low')
  else
    redis.call('HSET', request, 'r:low', string.format('%.0f', base + 1))
  end
end
