-- The organisation: departments, positions, further posts, roles, and who was where when.
-- sibling_of: a unique key does not hold absent parents together.
CREATE TABLE IF NOT EXISTS departments (
  id         BIGINT       NOT NULL AUTO_INCREMENT,
  name       VARCHAR(100) NOT NULL,
  code       VARCHAR(32)  NULL,
  parent_id  BIGINT       NULL,
  sibling_of BIGINT       AS (COALESCE(parent_id, 0)) VIRTUAL,
  sort_order BIGINT       NOT NULL DEFAULT 0,
  head_id    BIGINT       NULL,
  active     TINYINT      NOT NULL DEFAULT 1,
  version    BIGINT       NOT NULL DEFAULT 1,
  created_at DATETIME(3)  NOT NULL,
  updated_at DATETIME(3)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY departments_sibling (sibling_of, name),
  UNIQUE KEY departments_code (code),
  KEY departments_name (name),
  KEY departments_parent (parent_id),
  CONSTRAINT departments_parent_exists FOREIGN KEY (parent_id) REFERENCES departments (id),
  CONSTRAINT departments_head_exists FOREIGN KEY (head_id) REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- One row: whoever moves a department locks it, so that no two moves close a ring together.
CREATE TABLE IF NOT EXISTS department_moves (
  id TINYINT NOT NULL PRIMARY KEY
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT IGNORE INTO department_moves (id) VALUES (1);

CREATE TABLE IF NOT EXISTS positions (
  id         BIGINT       NOT NULL AUTO_INCREMENT,
  name       VARCHAR(100) NOT NULL,
  sort_order BIGINT       NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY positions_name (name)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO positions (name, sort_order)
  SELECT usual.name, usual.sort_order FROM (
    SELECT '사원' AS name, 10 AS sort_order UNION ALL SELECT '주임', 20 UNION ALL
    SELECT '대리', 30 UNION ALL SELECT '과장', 40 UNION ALL SELECT '차장', 50 UNION ALL
    SELECT '부장', 60 UNION ALL SELECT '임원', 70) usual
  WHERE NOT EXISTS (SELECT 1 FROM positions);

-- employees.department stays the name of the department, as a daemon of before writes it; --migrate
-- finds the id of what such a daemon wrote. number: the company's own for a person.
SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'employees'
                 AND column_name = 'department_id');
SET @change = IF(@wanted,
  'ALTER TABLE employees
     ADD COLUMN department_id BIGINT NULL,
     ADD COLUMN number VARCHAR(32) NULL,
     ADD COLUMN left_on DATE NULL,
     ADD UNIQUE KEY employees_number (number),
     ADD KEY employees_member (department_id, id),
     ADD CONSTRAINT employees_department_exists
       FOREIGN KEY (department_id) REFERENCES departments (id)',
  'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;

-- Where somebody was from a date on, until the next entry; appended, never changed. Of two entries
-- of one date the later one counts.
CREATE TABLE IF NOT EXISTS employee_history (
  id            BIGINT       NOT NULL AUTO_INCREMENT,
  employee_id   BIGINT       NOT NULL,
  effective_on  DATE         NOT NULL,
  department_id BIGINT       NULL,
  department    VARCHAR(100) NOT NULL,
  position      VARCHAR(100) NOT NULL,
  manager_id    BIGINT       NULL,
  kind          VARCHAR(16)  NOT NULL,
  reason        VARCHAR(200) NULL,
  actor_id      BIGINT       NULL,
  recorded_at   DATETIME(3)  NOT NULL,
  PRIMARY KEY (id),
  KEY employee_history_of (employee_id, effective_on, id),
  CONSTRAINT employee_history_exists FOREIGN KEY (employee_id) REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What will change on a date. state: planned, applied, canceled, refused (then why).
CREATE TABLE IF NOT EXISTS planned_changes (
  id            BIGINT       NOT NULL AUTO_INCREMENT,
  employee_id   BIGINT       NOT NULL,
  effective_on  DATE         NOT NULL,
  department_id BIGINT       NULL,
  department    VARCHAR(100) NULL,
  position      VARCHAR(100) NULL,
  new_manager   TINYINT      NOT NULL,
  manager_id    BIGINT       NULL,
  state         VARCHAR(16)  NOT NULL,
  refusal       VARCHAR(64)  NULL,
  reason        VARCHAR(200) NULL,
  actor_id      BIGINT       NULL,
  recorded_at   DATETIME(3)  NOT NULL,
  settled_at    DATETIME(3)  NULL,
  PRIMARY KEY (id),
  KEY planned_changes_due (state, effective_on, id),
  KEY planned_changes_of (employee_id, effective_on, id),
  CONSTRAINT planned_changes_exists FOREIGN KEY (employee_id) REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Posts beside the main one; ended ones stay.
CREATE TABLE IF NOT EXISTS employee_posts (
  id            BIGINT       NOT NULL AUTO_INCREMENT,
  employee_id   BIGINT       NOT NULL,
  department_id BIGINT       NOT NULL,
  position      VARCHAR(100) NOT NULL,
  title         VARCHAR(100) NULL,
  manager_id    BIGINT       NULL,
  since         DATE         NOT NULL,
  ended_on      DATE         NULL,
  PRIMARY KEY (id),
  KEY employee_posts_of (employee_id, id),
  KEY employee_posts_in (department_id),
  CONSTRAINT employee_posts_person FOREIGN KEY (employee_id) REFERENCES employees (id),
  CONSTRAINT employee_posts_department FOREIGN KEY (department_id) REFERENCES departments (id),
  CONSTRAINT employee_posts_manager FOREIGN KEY (manager_id) REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Roles beside "employee", which everybody has.
CREATE TABLE IF NOT EXISTS employee_roles (
  role        VARCHAR(16) NOT NULL,
  employee_id BIGINT      NOT NULL,
  PRIMARY KEY (role, employee_id),
  KEY employee_roles_of (employee_id),
  CONSTRAINT employee_roles_person FOREIGN KEY (employee_id) REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
