-- A key belongs to who used it: the same one of somebody else is another request. actor_id is 0
-- where nobody was named as acting, as in all rows of before, which keep answering. One ALTER, run
-- only when it has not happened yet (MySQL knows no ADD COLUMN IF NOT EXISTS). A daemon of before
-- goes on writing rows of nobody.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'idempotency'
                 AND column_name = 'actor_id');
SET @change = IF(@wanted,
  'ALTER TABLE idempotency
     ADD COLUMN actor_id BIGINT NOT NULL DEFAULT 0 FIRST,
     DROP PRIMARY KEY,
     ADD PRIMARY KEY (actor_id, route, request_key)',
  'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
