-- What a GRANT or an ADJUST gives: the bucket, and the days on which it may be used (both
-- inclusive, absent: open). Entries from before, and of a daemon from before, are statutory and
-- valid without an end. Other kinds say nothing here: what they take follows from the grants.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'leave_ledger'
                 AND column_name = 'bucket');
SET @change = IF(@wanted,
  'ALTER TABLE leave_ledger
     ADD COLUMN bucket VARCHAR(16) NOT NULL DEFAULT ''statutory'',
     ADD COLUMN valid_from DATE NULL,
     ADD COLUMN valid_to DATE NULL',
  'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
