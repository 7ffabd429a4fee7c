-- What tells of a decision or a recall: the message on the stream, and a copy in the document's
-- hash until its next step opens or its round closes, so that it can be told again byte for byte.
local function message(out, place)
  local found = redis.call('XRANGE', out, place, place)
  if #found == 0 then return {} end
  local fields = found[1][2]
  table.insert(fields, 1, place)
  return fields
end

local function tell(out, request, id, key, kind, body, traceparent, at)
  local place = redis.call('XADD', out, '*', 'id', id, 'key', key, 'type', kind, 'body', body,
                           'traceparent', traceparent, 'time', at)
  redis.call('HSET', request, 'r:place', place, 'r:id', id, 'r:type', kind, 'r:body', body,
             'r:traceparent', traceparent, 'r:time', at)
  return place
end

local function full(out, limit)
  return redis.call('XLEN', out) >= tonumber(limit)
end
