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

