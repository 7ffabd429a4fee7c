-- When the replica that runs a job last said so; NULL: not since started_at. What an earlier run of
-- the row has left is older than started_at and does not count.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'job_runs'
                 AND column_name = 'renewed_at');
SET @change = IF(@wanted, 'ALTER TABLE job_runs ADD COLUMN renewed_at DATETIME(3) NULL', 'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
