-- What all scripts of an inbox share: CMake puts this before each of them.
-- An epoch belongs to one run of the server. When another run finds it, the end of the log may
-- be missing: numbers that clients have seen could be given out again. So the epoch ends there;
-- the sequence goes on from what is left.
local function server_run()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
end

-- Names a new life of the inbox.
local function begin_epoch(meta, fresh_epoch)
  redis.call('HSET', meta, 'epoch', fresh_epoch, 'run', server_run())
  return fresh_epoch
end

-- The epoch of the inbox, a new one when the present one is over; '' when it never had any.
local function present_epoch(meta, fresh_epoch)
  local epoch, run = unpack(redis.call('HMGET', meta, 'epoch', 'run'))
  if not epoch then return '' end
  if run ~= server_run() then return begin_epoch(meta, fresh_epoch) end
  return epoch
end

-- A record of the stream, as XRANGE gives it, by names: seq, id, body, traceparent.
local function stored(record)
  local named = {seq = tonumber(string.match(record[1], '^%d+'))}
  local fields = record[2]
  for i = 1, #fields, 2 do named[fields[i]] = fields[i + 1] end
  return named
end

-- The record of this number, which the inbox holds.
local function stored_at(inbox, seq)
  return stored(redis.call('XRANGE', inbox, seq .. '-0', seq .. '-0')[1])
end

-- It as pages show it: {seq, body, traceparent, settled, read}.
local function entry(one, settled, single, mark)
  local is_settled = redis.call('ZSCORE', settled, one.id) and 1 or 0
  local is_read = one.seq <= mark or redis.call('ZSCORE', single, one.id)
  return {one.seq, one.body, one.traceparent, is_settled, is_read and 1 or 0}
end

-- The number of the oldest record, as text; nil when there is none.
local function first_seq(inbox)
  local first = redis.call('XRANGE', inbox, '-', '+', 'COUNT', 1)[1]
  return first and string.match(first[1], '^%d+')
end

