-- Notes for which run of the server the topic's partitions were replayed, and when that held.
-- KEYS: the hash of positions. ARGV: run, ms, what must stand there already ('nothing' = it does
-- not matter, 'any-run', 'this-run'), then partition and offset, again and again.
-- Answers 1, or 0 when the server is in another run or a partition is not as it must be; then
-- nothing is changed.
local run, ms, basis = ARGV[1], ARGV[2], ARGV[3]
if run ~= server_run() then return 0 end
for i = 4, #ARGV, 2 do
  local noted = redis.call('HGET', KEYS[1], ARGV[i])
  if basis ~= 'nothing' and not noted then return 0 end
  if basis == 'this-run' and string.match(noted, '^%x+') ~= run then return 0 end
end
for i = 4, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], run .. ' ' .. ms .. ' ' .. ARGV[i + 1])
end
return 1
