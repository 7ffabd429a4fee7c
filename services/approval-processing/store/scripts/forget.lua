-- Forgets a document that approval-request does not have.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:live
-- ARGV    1 key prefix  2 queue member  then, where it must be as it was seen: 3 order  4 number
--         of the last result
-- Answers 1; 0 when nothing was kept; -1 when it is not as it was seen.
if ARGV[3] then
  local known = redis.call('HMGET', KEYS[1], 'order', 'n')
  if tonumber(known[1] or 0) ~= tonumber(ARGV[3]) or
      tonumber(known[2] or 0) ~= tonumber(ARGV[4]) then
    return -1
  end
end
local approver = redis.call('HGET', KEYS[1], 'approver')
if approver then redis.call('ZREM', ARGV[1] .. 'q:' .. approver, ARGV[2]) end
redis.call('ZREM', KEYS[2], ARGV[2])
redis.call('ZREM', ARGV[1] .. 'aside', ARGV[2])
return redis.call('DEL', KEYS[1])
