-- Lends messages that nobody has delivered: older than a second or so, leased by nobody. The
-- lease is by this server's clock and ends by itself, so a sweeper that dies blocks nothing.
-- KEYS[1] ap:{t}:out   KEYS[2] ap:{t}:lease (stream id -> end of its lease, ms)
-- ARGV    1 limit  2 least age (ms)  3 lease (ms)
-- Answers the messages, oldest first: {stream id, fields}.
local out, leases, limit = KEYS[1], KEYS[2], tonumber(ARGV[1])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local newest = string.format('%.0f', now - tonumber(ARGV[2]))
local ends = string.format('%.0f', now + tonumber(ARGV[3]))
local claimed, from = {}, '-'
-- Leased ones at the front do not hide the free ones behind them; the look is bounded.
for _ = 1, 8 do
  local found = redis.call('XRANGE', out, from, newest, 'COUNT', limit)
  if #found == 0 or #claimed == limit then break end
  local ids = {}
  for i, message in ipairs(found) do ids[i] = message[1] end
  local leased = redis.call('HMGET', leases, unpack(ids))
  for i, message in ipairs(found) do
    if tonumber(leased[i] or 0) <= now and #claimed < limit then
      redis.call('HSET', leases, message[1], ends)
      claimed[#claimed + 1] = message
    end
  end
  from = '(' .. ids[#ids]
end
return claimed
