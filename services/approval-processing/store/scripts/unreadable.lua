-- Takes an entry that nobody can read off the outbox, and keeps it apart for an operator.
-- KEYS[1] ap:{t}:out   KEYS[2] ap:{t}:lease   KEYS[3] ap:{t}:out:unreadable
-- ARGV    1 stream id  2 why  3 most entries that are kept
-- Answers 1; 0 when somebody else has taken it.
local found = redis.call('XRANGE', KEYS[1], ARGV[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
if #found == 0 then return 0 end
-- As one field: how many an entry has is not known, and a script's arguments are limited.
redis.call('XADD', KEYS[3], 'MAXLEN', ARGV[3], '*', 'place', ARGV[1], 'why', ARGV[2],
           'fields', cjson.encode(found[1][2]))
redis.call('XDEL', KEYS[1], ARGV[1])
return 1
