-- Some fields of a hash by their names; false where one is missing.
local function fields(key, ...)
  local named = {}
  for i, value in ipairs(redis.call('HMGET', key, ...)) do named[select(i, ...)] = value end
  return named
end
