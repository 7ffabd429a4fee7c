-- The list of leavers by a key that only holds leavers: one on `active` is taken for the lists of
-- active people too, which then have to be sorted. The column follows from two others, so a daemon
-- of before fills it as well.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'employees'
                 AND column_name = 'left_changed_at');
SET @change = IF(@wanted,
  'ALTER TABLE employees
     DROP KEY employees_leavers,
     ADD COLUMN left_changed_at DATETIME(3) AS (IF(active = 0, updated_at, NULL)) VIRTUAL,
     ADD KEY employees_leavers (left_changed_at, id)',
  'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
