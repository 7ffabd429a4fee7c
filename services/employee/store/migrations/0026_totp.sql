-- One-time codes of an authenticator: the key, sealed, and the last step of which a code was used. It counts
-- once it was confirmed with a code.
CREATE TABLE IF NOT EXISTS totp (
  account_id   BIGINT       NOT NULL,
  sealed       VARCHAR(255) CHARACTER SET ascii NOT NULL,
  created_at   DATETIME(3)  NOT NULL,
  confirmed_at DATETIME(3)  NULL,
  last_step    BIGINT       NULL,
  PRIMARY KEY (account_id),
  CONSTRAINT totp_account_exists FOREIGN KEY (account_id) REFERENCES accounts (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
