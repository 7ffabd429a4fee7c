-- CANCEL gives back what was consumed: approved leave that is not taken after all.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'leave_ledger'
                 AND column_name = 'consumed_change'
                 AND generation_expression LIKE '%CANCEL%');
SET @change = IF(@wanted,
  'ALTER TABLE leave_ledger
     DROP COLUMN consumed_change,
     ADD COLUMN consumed_change BIGINT AS (
       IF(outcome = ''APPLIED'',
          CASE WHEN kind = ''CONSUME'' THEN minutes
               WHEN kind = ''CANCEL'' THEN -minutes ELSE 0 END, 0)) VIRTUAL',
  'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
