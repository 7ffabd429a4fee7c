-- Leave that is reserved and consumed. Two ALTERs, each run only when it has not happened yet
-- (MySQL knows no ADD COLUMN IF NOT EXISTS), so that the file may be run again.
--
-- leave_accounts: granted - consumed - reserved = balance_minutes, what is available.
-- A daemon of before writes granted_minutes and balance_minutes by the same amount, which keeps
-- that true.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'leave_accounts'
                 AND column_name = 'reserved_minutes');
SET @change = IF(@wanted,
  'ALTER TABLE leave_accounts
     ADD COLUMN consumed_minutes BIGINT NOT NULL DEFAULT 0 AFTER granted_minutes,
     ADD COLUMN reserved_minutes BIGINT NOT NULL DEFAULT 0 AFTER consumed_minutes,
     ADD CONSTRAINT leave_accounts_available CHECK (
       balance_minutes = granted_minutes - consumed_minutes - reserved_minutes),
     ADD CONSTRAINT leave_accounts_reserved CHECK (reserved_minutes >= 0)',
  'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
-- leave_ledger: what each entry changed the three totals by; `minutes` is what was asked for.
-- Two of the three follow from the other columns, also for entries of before; how much a
-- CONSUME or RELEASE gave back does not. The key finds the entries of one source of a person.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'leave_ledger'
                 AND column_name = 'reserved_change');
SET @change = IF(@wanted,
  'ALTER TABLE leave_ledger
     MODIFY COLUMN source VARCHAR(255) NOT NULL,
     ADD COLUMN reserved_change BIGINT NOT NULL DEFAULT 0,
     ADD COLUMN granted_change BIGINT AS (
       IF(outcome = ''APPLIED'' AND kind IN (''GRANT'', ''ADJUST''), minutes, 0)) VIRTUAL,
     ADD COLUMN consumed_change BIGINT AS (
       IF(outcome = ''APPLIED'' AND kind = ''CONSUME'', minutes, 0)) VIRTUAL,
     DROP KEY leave_ledger_source,
     ADD KEY leave_ledger_source (source, employee_id)',
  'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
