-- Attendance. One account per person who ever checked in: the row that every change of their records
-- locks, how many work dates count (records that are not voided) and how many milestones of 30 dates
-- were granted for them.
CREATE TABLE IF NOT EXISTS attendance_accounts (
  employee_id BIGINT NOT NULL,
  dates       BIGINT NOT NULL,
  milestones  BIGINT NOT NULL,
  PRIMARY KEY (employee_id),
  CONSTRAINT attendance_accounts_employee_exists FOREIGN KEY (employee_id)
    REFERENCES employees (id),
  CONSTRAINT attendance_accounts_counts CHECK (dates >= 0 AND milestones >= 0)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One record per person and work date, which is the company's date of the first check-in. status:
-- CHECKED_IN, CHECKED_OUT, CHECK_OUT_MISSING, VOIDED. milestone: which one this date reached first.
-- client_time and the position are what a client said, place what was found of it ('' unchecked);
-- degrees in millionths, accuracy in whole metres. version counts the changes of the row.
CREATE TABLE IF NOT EXISTS attendance_records (
  id           BIGINT      NOT NULL AUTO_INCREMENT,
  employee_id  BIGINT      NOT NULL,
  work_date    DATE        NOT NULL,
  status       VARCHAR(24) NOT NULL,
  check_in     DATETIME(3) NOT NULL,
  check_out    DATETIME(3) NULL,
  milestone    BIGINT      NULL,
  version      BIGINT      NOT NULL,
  client_time  DATETIME(3) NULL,
  place        VARCHAR(16) NOT NULL,
  latitude_e6  BIGINT      NULL,
  longitude_e6 BIGINT      NULL,
  accuracy_m   BIGINT      NULL,
  PRIMARY KEY (id),
  UNIQUE KEY attendance_records_date (employee_id, work_date),
  KEY attendance_records_open (status, work_date),
  CONSTRAINT attendance_records_account_exists FOREIGN KEY (employee_id)
    REFERENCES attendance_accounts (employee_id),
  CONSTRAINT attendance_records_times CHECK (check_out IS NULL OR check_out >= check_in),
  CONSTRAINT attendance_records_status CHECK (
    (status IN ('CHECKED_IN', 'CHECK_OUT_MISSING') AND check_out IS NULL) OR
    (status = 'CHECKED_OUT' AND check_out IS NOT NULL) OR status = 'VOIDED')
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Every correction of a record: what it was before and after, who, when, why. Appended, never changed.
-- source: the document that caused it, once; NULL for one by hand.
CREATE TABLE IF NOT EXISTS attendance_corrections (
  id               BIGINT       NOT NULL AUTO_INCREMENT,
  record_id        BIGINT       NOT NULL,
  version          BIGINT       NOT NULL,
  before_status    VARCHAR(24)  NOT NULL,
  before_check_in  DATETIME(3)  NOT NULL,
  before_check_out DATETIME(3)  NULL,
  after_status     VARCHAR(24)  NOT NULL,
  after_check_in   DATETIME(3)  NOT NULL,
  after_check_out  DATETIME(3)  NULL,
  reason           VARCHAR(200) NOT NULL,
  actor_id         BIGINT       NULL,
  source           VARCHAR(128) NULL,
  at               DATETIME(3)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY attendance_corrections_version (record_id, version),
  UNIQUE KEY attendance_corrections_source (source),
  CONSTRAINT attendance_corrections_record_exists FOREIGN KEY (record_id)
    REFERENCES attendance_records (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
