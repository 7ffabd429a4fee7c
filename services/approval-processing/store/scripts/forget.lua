-- Forgets a document that approval-request does not have.
-- KEYS[1] ap:{t}:req:<id>   KEYS[2] ap:{t}:live
-- ARGV    1 key prefix  2 queue member  then, where it must be as it was seen: 3 order  4 number
--         of the last result. Needs fields.lua before it.
-- Answers 1; 0 when nothing was kept; -1 when it is not as it was seen.
local request, live = KEYS[1], KEYS[2]
local prefix, member, order, n = unpack(ARGV)
local known = fields(request, 'order', 'n', 'approver')
if order and (tonumber(known.order or 0) ~= tonumber(order) or
    tonumber(known.n or 0) ~= tonumber(n)) then
  return -1
end
if known.approver then redis.call('ZREM', prefix .. 'q:' .. known.approver, member) end
redis.call('ZREM', live, member)
redis.call('ZREM', prefix .. 'aside', member)
return redis.call('DEL', request)
