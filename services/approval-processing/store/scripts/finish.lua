-- Ends a rebuild. Needs epoch.lua before it.
-- KEYS[1] the rebuild's lease   KEYS[2] ap:{t}:epoch   ARGV 1 token  2 the run it began in  3 the epoch
-- Answers 1; 0 when it was not the last word: the lease went to somebody else, the key was
--         lost, or the server was restarted or followed another one meanwhile.
if redis.call('GET', KEYS[1]) ~= ARGV[1] or
    redis.call('GET', KEYS[2]) ~= 'rebuilding:' .. ARGV[1] or run_id() ~= ARGV[2] or
    redis.call('GET', KEYS[2] .. ':id') ~= mark(ARGV[3]) then
  return 0
end
redis.call('SET', KEYS[2], 'ready:' .. ARGV[2])
redis.call('DEL', KEYS[1])
return 1
