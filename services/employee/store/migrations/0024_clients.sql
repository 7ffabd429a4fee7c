-- Clients: programs with a secret of their own, of which SHA-256 is kept. Either service or employee_id
-- says who one acts as.
CREATE TABLE IF NOT EXISTS clients (
  client_id   VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  secret_hash CHAR(64)     CHARACTER SET ascii NOT NULL,
  service     VARCHAR(32)  CHARACTER SET ascii NULL,
  employee_id BIGINT       NULL,
  created_at  DATETIME(3)  NOT NULL,
  changed_at  DATETIME(3)  NOT NULL,
  locked_at   DATETIME(3)  NULL,
  PRIMARY KEY (client_id),
  KEY clients_of (employee_id),
  CONSTRAINT clients_act CHECK ((service IS NULL) <> (employee_id IS NULL)),
  CONSTRAINT clients_person_exists FOREIGN KEY (employee_id) REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
