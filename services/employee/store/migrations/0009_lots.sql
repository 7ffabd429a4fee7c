-- Where leave comes from and goes to (domain/leave/lots.h).
-- leave_ledger: the day of an entry in the company's zone (absent in entries from before, and of a
-- daemon from before: the day in UTC), the parts of days that a RESERVE takes, the first day that
-- a refusal is about; CARRY gives like a GRANT, EXPIRE takes away.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'leave_ledger'
                 AND column_name = 'on_date');
SET @change = IF(@wanted,
  'ALTER TABLE leave_ledger
     ADD COLUMN on_date DATE NULL,
     ADD COLUMN days TEXT CHARACTER SET ascii NULL,
     ADD COLUMN refused_date DATE NULL,
     DROP COLUMN granted_change,
     ADD COLUMN granted_change BIGINT AS (
       IF(outcome = ''APPLIED'',
          CASE WHEN kind IN (''GRANT'', ''ADJUST'', ''CARRY'') THEN minutes
               WHEN kind = ''EXPIRE'' THEN -minutes ELSE 0 END, 0)) VIRTUAL',
  'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
-- leave_accounts: up to which entry the lots of the person have followed the ledger. A daemon from
-- before leaves it behind; the next one that posts follows what is missing first.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'leave_accounts'
                 AND column_name = 'lots_upto');
SET @change = IF(@wanted,
  'ALTER TABLE leave_accounts ADD COLUMN lots_upto BIGINT NOT NULL DEFAULT 0', 'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;

-- number: of the entry that opened the lot; 0: what was taken beyond all grants.
CREATE TABLE IF NOT EXISTS leave_lots (
  employee_id      BIGINT      NOT NULL,
  number           BIGINT      NOT NULL,
  bucket           VARCHAR(16) NOT NULL,
  valid_from       DATE        NULL,
  valid_to         DATE        NULL,
  granted_minutes  BIGINT      NOT NULL,
  consumed_minutes BIGINT      NOT NULL,
  reserved_minutes BIGINT      NOT NULL,
  PRIMARY KEY (employee_id, number),
  KEY leave_lots_end (valid_to, employee_id),
  CONSTRAINT leave_lots_account_exists FOREIGN KEY (employee_id)
    REFERENCES leave_accounts (employee_id),
  CONSTRAINT leave_lots_covered CHECK (
    number = 0 OR granted_minutes >= consumed_minutes + reserved_minutes),
  CONSTRAINT leave_lots_sums CHECK (consumed_minutes >= 0 AND reserved_minutes >= 0)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What is reserved or taken of a date, by the lot that it comes out of. part_from = part_to: the
-- document says no dates.
CREATE TABLE IF NOT EXISTS leave_takings (
  employee_id BIGINT       NOT NULL,
  date        DATE         NOT NULL,
  source      VARCHAR(255) NOT NULL,
  part_from   INT          NOT NULL,
  part_to     INT          NOT NULL,
  lot         BIGINT       NOT NULL,
  consumed    TINYINT      NOT NULL,
  minutes     BIGINT       NOT NULL,
  PRIMARY KEY (employee_id, date, source, part_from, part_to, lot, consumed),
  KEY leave_takings_source (employee_id, source),
  CONSTRAINT leave_takings_lot_exists FOREIGN KEY (employee_id, lot)
    REFERENCES leave_lots (employee_id, number),
  CONSTRAINT leave_takings_some CHECK (minutes > 0)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
