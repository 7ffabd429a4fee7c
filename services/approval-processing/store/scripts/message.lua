-- The result message on the stream, and a copy with the document (kept.lua, which
-- stands before this). The result's number is the one after the last that was given out.
local function message(out, place)
  local found = redis.call('XRANGE', out, place, place)
  return found[1] or {}
end

local function publish(out, request, id, key, kind, body, traceparent, at, epoch)
  local place = redis.call('XADD', out, '*', 'id', id, 'key', key, 'type', kind, 'body', body,
                           'traceparent', traceparent, 'time', at, 'epoch', epoch)
  local n = string.format('%.0f', tonumber(redis.call('HGET', request, 'n') or 0) + 1)
  keep(request, n, {place = place, id = id, type = kind, body = body, traceparent = traceparent,
                    time = at})
  return place
end

local function full(out, limit)
  return redis.call('XLEN', out) >= tonumber(limit)
end
