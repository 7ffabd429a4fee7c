-- Begins a rebuild: from now on nothing is decided until it has ended. Needs epoch.lua before it.
-- KEYS[1] the rebuild's lease   KEYS[2] ap:{t}:epoch   ARGV 1 token  2 the epoch
-- Answers the run of this server; '' when the lease has gone to somebody else or nothing is to
--         be rebuilt any more.
if redis.call('GET', KEYS[1]) ~= ARGV[1] or compared(KEYS[2]) then return '' end
redis.call('SET', KEYS[2], 'rebuilding:' .. ARGV[1])
return run_id()
