-- Keys of requests that created something, kept for 7 days. The answer is rebuilt from
-- resource_id; fingerprint tells a repeat from a key used for something else.
CREATE TABLE IF NOT EXISTS idempotency (
  route       VARCHAR(64)  NOT NULL,
  request_key VARCHAR(200) NOT NULL,
  fingerprint CHAR(64)     NOT NULL,
  resource_id BIGINT       NOT NULL,
  created_at  DATETIME(3)  NOT NULL,
  PRIMARY KEY (route, request_key),
  KEY idempotency_created (created_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
