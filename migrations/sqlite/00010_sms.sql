-- Text messages: gateways, with their secrets sealed to a key beside the database, and conversations,
-- each sealed to a key that is drawn from the sender's number and that same key.

-- +goose Up
CREATE TABLE gateways (
    id         TEXT PRIMARY KEY,
    slug       TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    country    TEXT NOT NULL DEFAULT '',
    sealed     BLOB NOT NULL,
    made_at    BIGINT NOT NULL,
    revoked_at BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE conversations (
    lookup  TEXT PRIMARY KEY,
    sealed  BLOB NOT NULL,
    version INTEGER NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX conversations_age ON conversations (at);

-- +goose Down
DROP TABLE conversations;
DROP TABLE gateways;
