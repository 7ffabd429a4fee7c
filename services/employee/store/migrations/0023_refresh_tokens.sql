-- Refresh tokens: hash is SHA-256 of one. Those of one sign-in are a family, which ends at once.
CREATE TABLE IF NOT EXISTS refresh_families (
  id           BIGINT      NOT NULL AUTO_INCREMENT,
  account_id   BIGINT      NOT NULL,
  signed_in_at DATETIME(3) NOT NULL,
  ended_at     DATETIME(3) NULL,
  stolen       BIT(1)      NOT NULL DEFAULT b'0',
  PRIMARY KEY (id),
  KEY refresh_families_of (account_id, ended_at),
  KEY refresh_families_begun (signed_in_at),
  CONSTRAINT refresh_families_exist FOREIGN KEY (account_id) REFERENCES accounts (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS refresh_tokens (
  hash      CHAR(64)    CHARACTER SET ascii NOT NULL,
  family_id BIGINT      NOT NULL,
  issued_at DATETIME(3) NOT NULL,
  used_at   DATETIME(3) NULL,
  PRIMARY KEY (hash),
  KEY refresh_tokens_family (family_id),
  CONSTRAINT refresh_tokens_exist FOREIGN KEY (family_id) REFERENCES refresh_families (id)
    ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
