-- Phones that send: their credentials, what is known of sendings so that repeats are one, files that
-- come in pieces, and the forms that admins uploaded.

-- +goose Up
CREATE TABLE devices (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES persons (id),
    name       TEXT NOT NULL,
    username   TEXT NOT NULL UNIQUE,
    ha1        TEXT NOT NULL,
    secret     TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    made_by    TEXT NOT NULL,
    made_at    BIGINT NOT NULL,
    used_on    TEXT NOT NULL DEFAULT '',
    revoked_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX devices_person ON devices (person_id);

-- Ids and marks are digests under the sending's own id, which is not kept.
CREATE TABLE sendings (
    id        TEXT PRIMARY KEY,
    report_id TEXT NOT NULL,
    mark      TEXT NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX sendings_report ON sendings (report_id);
CREATE TABLE sent_files (
    id        TEXT PRIMARY KEY,
    report_id TEXT NOT NULL,
    mark      TEXT NOT NULL
);
CREATE INDEX sent_files_report ON sent_files (report_id);

CREATE TABLE unfinished_files (
    id         TEXT PRIMARY KEY,
    report_id  TEXT NOT NULL,
    exhibit_id TEXT NOT NULL REFERENCES exhibits (id),
    person_id  TEXT NOT NULL REFERENCES persons (id),
    held       BIGINT NOT NULL,
    sealed     BIGINT NOT NULL,
    parts      INTEGER NOT NULL,
    digest     BLOB NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX unfinished_files_at ON unfinished_files (at);

-- Bytes of the original in a part that is sealed on its own; 0 for a piece of one sealed stream.
ALTER TABLE exhibit_parts ADD COLUMN plain BIGINT NOT NULL DEFAULT 0;

CREATE TABLE device_forms (
    form_id  TEXT PRIMARY KEY,
    version  TEXT NOT NULL,
    title    TEXT NOT NULL,
    xml      TEXT NOT NULL,
    mapping  TEXT NOT NULL,
    listed   BOOLEAN NOT NULL DEFAULT TRUE,
    at       BIGINT NOT NULL
);

-- +goose Down
DROP TABLE device_forms;
ALTER TABLE exhibit_parts DROP COLUMN plain;
DROP TABLE unfinished_files;
DROP TABLE sent_files;
DROP TABLE sendings;
DROP TABLE devices;
