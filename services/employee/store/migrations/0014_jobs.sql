-- One row for each job and date; `changes` is what it changed, `lines` the first of them as JSON.
-- state: running, done, failed. holder: a token of who runs it.
CREATE TABLE IF NOT EXISTS job_runs (
  job         VARCHAR(64) NOT NULL,
  on_date     DATE        NOT NULL,
  state       VARCHAR(16) NOT NULL,
  started_at  DATETIME(3) NOT NULL,
  finished_at DATETIME(3) NULL,
  holder      CHAR(36)    NOT NULL,
  changes     BIGINT      NOT NULL DEFAULT 0,
  failures    BIGINT      NOT NULL DEFAULT 0,
  report      MEDIUMTEXT  NULL,
  PRIMARY KEY (job, on_date),
  KEY job_runs_started (started_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
