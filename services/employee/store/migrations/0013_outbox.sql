-- Messages that committed changes have caused and that are not delivered yet; each is written in
-- the transaction of its change and deleted when it is delivered. `number` orders: whoever writes
-- a message of a key holds the lock on the row that the key stands for. `written_at` and
-- `leased_until` are this server's clock. Entries that cannot be read are moved to
-- outbox_set_aside, where they are kept for an operator.
CREATE TABLE IF NOT EXISTS outbox (
  number       BIGINT       NOT NULL AUTO_INCREMENT,
  event_id     VARCHAR(200) NOT NULL,
  target       VARCHAR(32)  NOT NULL,
  topic        VARCHAR(249) NOT NULL,
  message_key  VARCHAR(200) NOT NULL,
  type         VARCHAR(100) NOT NULL,
  body         MEDIUMTEXT   NOT NULL,
  traceparent  VARCHAR(64)  NOT NULL,
  caused_at    DATETIME(3)  NOT NULL,
  written_at   DATETIME(3)  NOT NULL,
  leased_until DATETIME(3)  NOT NULL DEFAULT '1970-01-02 00:00:00.000',
  claim        CHAR(36)     NULL,
  PRIMARY KEY (number)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS outbox_set_aside (
  number       BIGINT       NOT NULL,
  event_id     VARCHAR(200) NOT NULL,
  target       VARCHAR(32)  NOT NULL,
  topic        VARCHAR(249) NOT NULL,
  message_key  VARCHAR(200) NOT NULL,
  type         VARCHAR(100) NOT NULL,
  body         MEDIUMTEXT   NOT NULL,
  traceparent  VARCHAR(64)  NOT NULL,
  caused_at    DATETIME(3)  NOT NULL,
  written_at   DATETIME(3)  NOT NULL,
  set_aside_at DATETIME(3)  NOT NULL,
  reason       VARCHAR(200) NOT NULL,
  PRIMARY KEY (number)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
