-- Notices of 연차사용촉진 (근로기준법 61조) with the figures of their day, and what people answered;
-- appended, kept for 3 years at least (42조). sent = 0: its window had closed before it was given.
-- dates, plan: ISO dates separated by commas.
CREATE TABLE IF NOT EXISTS leave_promotions (
  id              BIGINT        NOT NULL AUTO_INCREMENT,
  employee_id     BIGINT        NOT NULL,
  rule            VARCHAR(32)   NOT NULL,
  last_day        DATE          NOT NULL,
  notice          TINYINT       NOT NULL,
  sent            TINYINT       NOT NULL,
  minutes         BIGINT        NOT NULL,
  on_date         DATE          NOT NULL,
  at              DATETIME(3)   NOT NULL,
  reply_by        DATE          NULL,
  dates           VARCHAR(2000) CHARACTER SET ascii NOT NULL,
  acknowledged_by BIGINT        NULL,
  acknowledged_at DATETIME(3)   NULL,
  plan            VARCHAR(2000) CHARACTER SET ascii NOT NULL,
  planned_by      BIGINT        NULL,
  planned_at      DATETIME(3)   NULL,
  PRIMARY KEY (id),
  UNIQUE KEY leave_promotions_once (employee_id, last_day, rule, notice),
  CONSTRAINT leave_promotions_exists FOREIGN KEY (employee_id) REFERENCES employees (id),
  CONSTRAINT leave_promotions_notice CHECK (notice IN (1, 2))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
