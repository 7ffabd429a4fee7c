-- Signing in with a browser. browser_sessions: hash is SHA-256 of a cookie. authorization_codes: hash is
-- SHA-256 of a code; family_id: what it gave, which ends when it is used again.
-- refresh_families: the application that people signed in to, absent for scripts of the company's own, and
-- the browser session that it came from.
CREATE TABLE IF NOT EXISTS browser_sessions (
  id           BIGINT      NOT NULL AUTO_INCREMENT,
  hash         CHAR(64)    CHARACTER SET ascii NOT NULL,
  account_id   BIGINT      NOT NULL,
  signed_in_at DATETIME(3) NOT NULL,
  ended_at     DATETIME(3) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY browser_sessions_hash (hash),
  KEY browser_sessions_of (account_id, ended_at),
  KEY browser_sessions_begun (signed_in_at),
  CONSTRAINT browser_sessions_exist FOREIGN KEY (account_id) REFERENCES accounts (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS authorization_codes (
  hash           CHAR(64)     CHARACTER SET ascii NOT NULL,
  session_id     BIGINT       NOT NULL,
  client_id      VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  redirect_uri   VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code_challenge CHAR(43)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scope          VARCHAR(500) NOT NULL,
  nonce          VARCHAR(500) NOT NULL,
  given_at       DATETIME(3)  NOT NULL,
  used_at        DATETIME(3)  NULL,
  family_id      BIGINT       NULL,
  PRIMARY KEY (hash),
  KEY authorization_codes_given (given_at),
  KEY authorization_codes_session (session_id),
  CONSTRAINT authorization_codes_session_exists FOREIGN KEY (session_id)
    REFERENCES browser_sessions (id) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

SET @wanted = (SELECT COUNT(*) = 0 FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'refresh_families'
                 AND column_name = 'client_id');
SET @change = IF(@wanted,
  'ALTER TABLE refresh_families
     ADD COLUMN client_id VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
     ADD COLUMN session_id BIGINT NULL',
  'DO 0');
PREPARE alteration FROM @change;
EXECUTE alteration;
DEALLOCATE PREPARE alteration;
