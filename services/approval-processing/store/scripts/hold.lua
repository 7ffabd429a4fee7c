-- Takes a lease, or makes it longer for the one who has it. By this server's clock.
-- KEYS[1] the lease   ARGV 1 token  2 life (ms)
-- Answers 1 for the holder, 0 for everybody else.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
