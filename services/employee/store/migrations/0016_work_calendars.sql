-- work_calendars.version: of one calendar, for If-Match. holidays.source: as long as a file of
-- holidays may have it.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'work_calendars'
                 AND column_name = 'version');
SET @change = IF(@wanted,
  'ALTER TABLE work_calendars ADD COLUMN version BIGINT NOT NULL DEFAULT 1', 'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
ALTER TABLE holidays MODIFY COLUMN source VARCHAR(300) NOT NULL;
