-- Absences that count for the 80 % of 근로기준법 60조 1항, no two of which share a day of a person;
-- appended. A removed one counts no more. decisive: the day that the law looks at, where it is
-- another one than the first.
CREATE TABLE IF NOT EXISTS absences (
  id          BIGINT       NOT NULL AUTO_INCREMENT,
  employee_id BIGINT       NOT NULL,
  kind        VARCHAR(32)  CHARACTER SET ascii NOT NULL,
  from_date   DATE         NOT NULL,
  to_date     DATE         NOT NULL,
  decisive    DATE         NULL,
  reason      VARCHAR(200) NULL,
  actor_id    BIGINT       NULL,
  at          DATETIME(3)  NOT NULL,
  removed_by  BIGINT       NULL,
  removed_at  DATETIME(3)  NULL,
  PRIMARY KEY (id),
  KEY absences_of (employee_id, from_date),
  CONSTRAINT absences_exists FOREIGN KEY (employee_id) REFERENCES employees (id),
  CONSTRAINT absences_order CHECK (from_date <= to_date)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
