-- Messages of results that approval-request may not have applied yet: each stays with its document
-- until the base of results has passed it, so that any of them can be published again byte for
-- byte. r:<n> is {place, id, type, body, traceparent, time} in JSON, r:low the lowest n kept. Needs
-- fields.lua before it.

local function encode_copy(copy)
  return cjson.encode({copy.place, copy.id, copy.type, copy.body, copy.traceparent, copy.time})
end

local function decode_copy(text)
  local copy = {}
  copy.place, copy.id, copy.type, copy.body, copy.traceparent, copy.time =
      unpack(cjson.decode(text))
  return copy
end

-- The single copy that releases before 0.2 kept becomes the one of the last number given out.
local function adopt(request)
  local one = fields(request, 'r:place', 'r:id', 'r:type', 'r:body', 'r:traceparent', 'r:time', 'n')
  if not one['r:id'] then return end
  redis.call('HSET', request, 'r:' .. one.n,
             encode_copy({place = one['r:place'], id = one['r:id'], type = one['r:type'],
                          body = one['r:body'], traceparent = one['r:traceparent'],
                          time = one['r:time']}))
  redis.call('HSETNX', request, 'r:low', one.n)
  redis.call('HDEL', request, 'r:place', 'r:id', 'r:type', 'r:body', 'r:traceparent', 'r:time')
end

local function keep(request, n, copy)
  redis.call('HSET', request, 'r:' .. n, encode_copy(copy))
  redis.call('HSETNX', request, 'r:low', n)
end

-- Forgets what the document has applied: everything up to `base`.
local function pass(request, base)
  local bounds = fields(request, 'r:low', 'n')
  local low, n = tonumber(bounds['r:low'] or 0), tonumber(bounds.n or 0)
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
