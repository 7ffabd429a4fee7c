-- Forgets a document that approval-request does not have.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:live
-- ARGV    1 key prefix  2 queue member
local approver = redis.call('HGET', KEYS[1], 'approver')
if approver then redis.call('ZREM', ARGV[1] .. 'q:' .. approver, ARGV[2]) end
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('ZREM', ARGV[1] .. 'aside', ARGV[2])
return redis.call('DEL', KEYS[1])
