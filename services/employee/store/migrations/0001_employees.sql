-- People. Somebody who leaves keeps the row (active = 0): history refers to it.
-- `version` counts the changes of the row. Lists run backwards over id: newest first.
CREATE TABLE IF NOT EXISTS employees (
  id             BIGINT       NOT NULL AUTO_INCREMENT,
  name           VARCHAR(100) NOT NULL,
  email          VARCHAR(254) NULL,
  department     VARCHAR(100) NOT NULL,
  position       VARCHAR(100) NOT NULL,
  manager_id     BIGINT       NULL,
  hired_on       DATE         NULL,
  active         TINYINT      NOT NULL,
  version        BIGINT       NOT NULL,
  created_at     DATETIME(3)  NOT NULL,
  updated_at     DATETIME(3)  NOT NULL,
  deactivated_at DATETIME(3)  NULL,
  PRIMARY KEY (id),
  KEY employees_department (department, id),
  KEY employees_position (position, id),
  KEY employees_manager (manager_id),
  CONSTRAINT employees_manager_exists FOREIGN KEY (manager_id) REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
