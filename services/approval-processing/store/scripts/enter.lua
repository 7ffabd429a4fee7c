-- Names the epoch that a rebuild prepares: what it publishes again belongs to it. Needs epoch.lua
-- before it.
-- KEYS[1] the rebuild's lease   KEYS[2] ap:{t}:epoch   ARGV 1 token  2 the epoch
-- Answers 1; 0 when the lease has gone to somebody else or the key was lost.
if redis.call('GET', KEYS[1]) ~= ARGV[1] or
    redis.call('GET', KEYS[2]) ~= 'rebuilding:' .. ARGV[1] then
  return 0
end
redis.call('SET', KEYS[2] .. ':id', mark(ARGV[2]))
return 1
