-- Accounts (계정). issuer 'local': who signs in here with a row of passwords; other issuers have their
-- own ways, and their tokens name a subject of ours. username_key: as names are compared.
-- sign_in_failures: SHA-256 of a name with an address, or of an address.
CREATE TABLE IF NOT EXISTS accounts (
  id          BIGINT       NOT NULL AUTO_INCREMENT,
  employee_id BIGINT       NOT NULL,
  issuer      VARCHAR(255) NOT NULL,
  subject     VARCHAR(255) NOT NULL,
  created_at  DATETIME(3)  NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY accounts_subject (issuer, subject),
  KEY accounts_of (employee_id),
  CONSTRAINT accounts_exists FOREIGN KEY (employee_id) REFERENCES employees (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS passwords (
  account_id   BIGINT       NOT NULL,
  username     VARCHAR(100) NOT NULL,
  username_key VARCHAR(100) NOT NULL,
  hash         VARCHAR(127) CHARACTER SET ascii NOT NULL,
  changed_at   DATETIME(3)  NOT NULL,
  locked_at    DATETIME(3)  NULL,
  PRIMARY KEY (account_id),
  UNIQUE KEY passwords_username (username_key),
  CONSTRAINT passwords_exists FOREIGN KEY (account_id) REFERENCES accounts (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS sign_in_failures (
  who     CHAR(64)    CHARACTER SET ascii NOT NULL,
  count   BIGINT      NOT NULL,
  last_at DATETIME(3) NOT NULL,
  PRIMARY KEY (who),
  KEY sign_in_failures_last (last_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS signing_keys (
  name        VARCHAR(64) CHARACTER SET ascii NOT NULL,
  sealed      TEXT        CHARACTER SET ascii NOT NULL,
  created_at  DATETIME(3) NOT NULL,
  signs_from  DATETIME(3) NOT NULL,
  signs_until DATETIME(3) NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
