-- Which notifications this inbox has never had, and which settlements have not reached it.
-- KEYS as in keys.h. ARGV: how many of the former are asked about, their ids, then the ids of what
-- should be settled.
-- Answers {the former, the latter}.
local _, _, seen, index, _, settled, tombs = unpack(KEYS)
local asked = tonumber(ARGV[1])
local never, unsettled = {}, {}
for i = 2, #ARGV do
  local id = ARGV[i]
  local known = redis.call('ZSCORE', seen, id)
  if i <= asked + 1 then
    if not known then never[#never + 1] = id end
  elseif not redis.call('ZSCORE', settled, id) and not redis.call('ZSCORE', tombs, id) and
      not (known and not redis.call('ZSCORE', index, id)) then
    unsettled[#unsettled + 1] = id
  end
end
return {never, unsettled}
