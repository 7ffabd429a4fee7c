-- Holidays beside those of the program (data/holidays-kr.csv): the company's own, temporary ones,
-- and with `removed` those of the program that do not apply here. half: am, pm or absent.
CREATE TABLE IF NOT EXISTS holidays (
  date    DATE         NOT NULL,
  name    VARCHAR(100) NOT NULL,
  kind    VARCHAR(16)  NOT NULL,
  half    VARCHAR(2)   NULL,
  source  VARCHAR(200) NOT NULL,
  removed TINYINT      NOT NULL DEFAULT 0,
  PRIMARY KEY (date, name)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The working calendars, one for each group of employees; 1 is everybody's who has no other.
-- Minutes of work from Sunday to Saturday, and which holidays apply.
CREATE TABLE IF NOT EXISTS work_calendars (
  id              BIGINT       NOT NULL AUTO_INCREMENT,
  name            VARCHAR(100) NOT NULL,
  minutes         VARCHAR(64)  CHARACTER SET ascii NOT NULL,
  public_holidays TINYINT      NOT NULL DEFAULT 1,
  labour_day      TINYINT      NOT NULL DEFAULT 1,
  company_days    TINYINT      NOT NULL DEFAULT 1,
  PRIMARY KEY (id),
  UNIQUE KEY work_calendars_name (name)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT IGNORE INTO work_calendars (id, name, minutes) VALUES (1, '기본', '0,480,480,480,480,480,0');

-- Counts the changes of both tables: what was counted with an earlier version stays as it was.
CREATE TABLE IF NOT EXISTS calendar_version (
  id      TINYINT NOT NULL,
  version BIGINT  NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT calendar_version_one CHECK (id = 1)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT IGNORE INTO calendar_version (id, version) VALUES (1, 1);

CREATE TABLE IF NOT EXISTS calendar_members (
  employee_id BIGINT NOT NULL,
  calendar_id BIGINT NOT NULL,
  PRIMARY KEY (employee_id),
  CONSTRAINT calendar_members_calendar_exists FOREIGN KEY (calendar_id)
    REFERENCES work_calendars (id),
  CONSTRAINT calendar_members_employee_exists FOREIGN KEY (employee_id)
    REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
