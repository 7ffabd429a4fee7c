-- Needs epoch.lua before it.   KEYS[1] ap:{t}:epoch   KEYS[2] ap:{t}:aside   KEYS[3] ap:{t}:notice
-- ARGV 1 the epoch
-- Answers {1 when nothing is to be rebuilt, how many documents are set aside, the notice or ''}.
return {compared(KEYS[1]) and 1 or 0, redis.call('ZCARD', KEYS[2]),
        redis.call('GET', KEYS[3]) or ''}
