-- Quests, who takes part, and what was submitted. `taken` counts the participations that have not
-- ended without a reward; the CHECK holds it within the slots whatever a daemon does.
-- state: DRAFT, OPEN, CLOSED, EXPIRED, CANCELED. quarter: of the creation, as '2026Q4'.
CREATE TABLE IF NOT EXISTS quests (
  id                 BIGINT        NOT NULL AUTO_INCREMENT,
  title              VARCHAR(200)  NOT NULL,
  description        VARCHAR(4000) NOT NULL,
  reward_minutes     BIGINT        NOT NULL,
  slots              BIGINT        NULL,
  opens_on           DATE          NULL,
  closes_on          DATE          NULL,
  review_days        BIGINT        NOT NULL,
  department         VARCHAR(100)  NOT NULL,
  creator_id         BIGINT        NOT NULL,
  state              VARCHAR(16)   NOT NULL,
  deleted            TINYINT       NOT NULL,
  taken              BIGINT        NOT NULL,
  budget_approved    TINYINT       NOT NULL,
  budget_approver_id BIGINT        NULL,
  quarter            CHAR(6)       NOT NULL,
  version            BIGINT        NOT NULL,
  created_at         DATETIME(3)   NOT NULL,
  updated_at         DATETIME(3)   NOT NULL,
  PRIMARY KEY (id),
  KEY quests_department (department, state, id),
  KEY quests_creator (creator_id, quarter, id),
  KEY quests_window (closes_on, state),
  CONSTRAINT quests_creator_exists FOREIGN KEY (creator_id) REFERENCES employees (id),
  CONSTRAINT quests_reward CHECK (reward_minutes > 0),
  CONSTRAINT quests_slots CHECK (taken >= 0 AND (slots IS NULL OR taken <= slots))
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- state: IN_PROGRESS, SUBMITTED, APPROVED, CLAIMED; ABANDONED, EXPIRED and CANCELED have ended
-- without a reward. `live` is 1 for the others, so that the unique key lets a person take part once
-- at a time. reward_minutes is the snapshot that a claim grants.
CREATE TABLE IF NOT EXISTS quest_participations (
  id             BIGINT      NOT NULL AUTO_INCREMENT,
  quest_id       BIGINT      NOT NULL,
  employee_id    BIGINT      NOT NULL,
  state          VARCHAR(16) NOT NULL,
  reward_minutes BIGINT      NOT NULL,
  attempt        BIGINT      NOT NULL,
  submissions    BIGINT      NOT NULL,
  reminded       BIGINT      NOT NULL,
  accepted_at    DATETIME(3) NOT NULL,
  claimed_at     DATETIME(3) NULL,
  updated_at     DATETIME(3) NOT NULL,
  live           TINYINT AS (IF(state IN ('ABANDONED', 'EXPIRED', 'CANCELED'), NULL, 1)) VIRTUAL,
  PRIMARY KEY (id),
  UNIQUE KEY quest_participations_live (quest_id, employee_id, live),
  KEY quest_participations_state (quest_id, state, id),
  KEY quest_participations_employee (employee_id, id),
  KEY quest_participations_waiting (state, id),
  CONSTRAINT quest_participations_quest_exists FOREIGN KEY (quest_id) REFERENCES quests (id),
  CONSTRAINT quest_participations_employee_exists FOREIGN KEY (employee_id)
    REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Every submission with its evidence and what became of it; `links` has one on each line.
-- `submissions` of a participation is the number of the last one.
CREATE TABLE IF NOT EXISTS quest_attempts (
  participation_id BIGINT        NOT NULL,
  number           BIGINT        NOT NULL,
  evidence_text    VARCHAR(2000) NULL,
  links            TEXT          NOT NULL,
  submitted_at     DATETIME(3)   NOT NULL,
  verdict          VARCHAR(16)   NULL,
  reviewer_id      BIGINT        NULL,
  reason           VARCHAR(500)  NULL,
  decided_at       DATETIME(3)   NULL,
  PRIMARY KEY (participation_id, number),
  CONSTRAINT quest_attempts_participation_exists FOREIGN KEY (participation_id)
    REFERENCES quest_participations (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What one creator promises in one quarter is summed up under the lock of this row; it holds no sum.
CREATE TABLE IF NOT EXISTS quest_budgets (
  creator_id BIGINT  NOT NULL,
  quarter    CHAR(6) NOT NULL,
  PRIMARY KEY (creator_id, quarter),
  CONSTRAINT quest_budgets_creator_exists FOREIGN KEY (creator_id) REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
