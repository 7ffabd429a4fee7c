-- Leavers: who takes over what waits for somebody who has left (absent: whoever stands in by the
-- rules of approval-request), and the key that lists leavers by their last change. One ALTER, run
-- only when it has not happened yet (MySQL knows no ADD COLUMN IF NOT EXISTS).
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'employees'
                 AND column_name = 'reassign_to');
SET @change = IF(@wanted,
  'ALTER TABLE employees
     ADD COLUMN reassign_to BIGINT NULL,
     ADD KEY employees_leavers (active, updated_at, id)',
  'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
