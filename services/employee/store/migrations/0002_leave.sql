-- One account per person: the row that every change of leave locks, and the totals that
-- balance_after of the ledger chains to. `entries` is the number of the last entry.
CREATE TABLE IF NOT EXISTS leave_accounts (
  employee_id     BIGINT NOT NULL,
  entries         BIGINT NOT NULL,
  granted_minutes BIGINT NOT NULL,
  balance_minutes BIGINT NOT NULL,
  PRIMARY KEY (employee_id),
  CONSTRAINT leave_accounts_employee_exists FOREIGN KEY (employee_id) REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Every change of leave, appended and never changed: the balance is the sum of the applied
-- `minutes`. op_id makes an operation happen once; refused ones are kept, so that a repeat
-- gets the same answer. source groups what belongs together (all operations of one document).
-- kind: GRANT, ADJUST, RESERVE, CONSUME, RELEASE. outcome: APPLIED or REFUSED, then why.
CREATE TABLE IF NOT EXISTS leave_ledger (
  employee_id   BIGINT       NOT NULL,
  number        BIGINT       NOT NULL,
  op_id         VARCHAR(255) NOT NULL,
  kind          VARCHAR(16)  NOT NULL,
  minutes       BIGINT       NOT NULL,
  outcome       VARCHAR(16)  NOT NULL,
  refusal       VARCHAR(64)  NULL,
  balance_after BIGINT       NOT NULL,
  source        VARCHAR(128) NOT NULL,
  reason        VARCHAR(200) NULL,
  actor_id      BIGINT       NULL,
  at            DATETIME(3)  NOT NULL,
  PRIMARY KEY (employee_id, number),
  UNIQUE KEY leave_ledger_op (op_id),
  KEY leave_ledger_source (source),
  CONSTRAINT leave_ledger_account_exists FOREIGN KEY (employee_id)
    REFERENCES leave_accounts (employee_id),
  CONSTRAINT leave_ledger_outcome CHECK (
    (outcome = 'APPLIED' AND refusal IS NULL) OR (outcome = 'REFUSED' AND refusal IS NOT NULL))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
