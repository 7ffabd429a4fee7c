-- Forgets delivered messages and their leases.
-- KEYS[1] ap:{t}:out   KEYS[2] ap:{t}:lease
-- ARGV    stream ids
redis.call('HDEL', KEYS[2], unpack(ARGV))
return redis.call('XDEL', KEYS[1], unpack(ARGV))
