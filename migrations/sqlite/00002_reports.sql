-- What came in: sealed reports, their exhibits' parts, and the messages with their sources.

-- +goose Up
CREATE TABLE reports (
    id              TEXT PRIMARY KEY,
    channel         TEXT NOT NULL,
    country         TEXT NOT NULL DEFAULT '',
    region          TEXT NOT NULL DEFAULT '',
    site_id         TEXT NOT NULL DEFAULT '',
    language        TEXT NOT NULL,
    organisation_id TEXT NOT NULL DEFAULT '',
    submitter_id    TEXT NOT NULL DEFAULT '',
    urgent          BOOLEAN NOT NULL DEFAULT FALSE,
    restricted      BOOLEAN NOT NULL DEFAULT FALSE,
    consent         TEXT NOT NULL CHECK (consent IN ('public', 'anonymous', 'reviewers')),
    photos          INTEGER NOT NULL DEFAULT 0,
    others          INTEGER NOT NULL DEFAULT 0,
    public_key      TEXT NOT NULL,
    testimony       BLOB NOT NULL,
    at_edge         BOOLEAN NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('received', 'triage', 'joined', 'closed')),
    closing         TEXT NOT NULL DEFAULT '',
    desk_id         TEXT NOT NULL DEFAULT '',
    priority        INTEGER NOT NULL,
    due_at          BIGINT NOT NULL DEFAULT 0,
    rule_position   INTEGER NOT NULL DEFAULT 0,
    rule_text       TEXT NOT NULL DEFAULT '',
    taken_by        TEXT NOT NULL DEFAULT '',
    taken_at        BIGINT NOT NULL DEFAULT 0,
    receipt_id      TEXT UNIQUE,
    reply_key       TEXT NOT NULL,
    once            TEXT UNIQUE,
    waiting         BOOLEAN NOT NULL DEFAULT FALSE,
    received_at     BIGINT NOT NULL
);
CREATE INDEX reports_queue ON reports (desk_id, state, priority, received_at, id);
CREATE INDEX reports_due ON reports (desk_id, state, due_at, id);
CREATE INDEX reports_age ON reports (desk_id, received_at, id);
CREATE INDEX reports_taken ON reports (taken_by, state);
CREATE INDEX reports_submitter ON reports (submitter_id, received_at, id);

CREATE TABLE report_categories (
    report_id TEXT NOT NULL REFERENCES reports (id),
    position  INTEGER NOT NULL,
    category  TEXT NOT NULL,
    PRIMARY KEY (report_id, category)
);
CREATE INDEX report_categories_category ON report_categories (category, report_id);

-- Copies of a report's or a case's key. Deleting an item's copies destroys the item for good.
CREATE TABLE wrapped_keys (
    item_kind  TEXT NOT NULL CHECK (item_kind IN ('report', 'case')),
    item_id    TEXT NOT NULL,
    holder     TEXT NOT NULL CHECK (holder IN ('desk', 'escalation', 'recovery')),
    desk_id    TEXT NOT NULL DEFAULT '',
    generation INTEGER NOT NULL DEFAULT 0,
    sealed     BLOB NOT NULL,
    PRIMARY KEY (item_id, holder, desk_id)
);
CREATE INDEX wrapped_keys_desk ON wrapped_keys (desk_id, generation);

-- An exhibit may exist before its report is accepted; it shows nowhere until then, and is swept.
CREATE TABLE exhibits (
    id          TEXT PRIMARY KEY,
    report_id   TEXT NOT NULL,
    message_id  TEXT NOT NULL DEFAULT '',
    position    INTEGER NOT NULL DEFAULT 0,
    kind        TEXT NOT NULL,
    sealed_size BIGINT NOT NULL DEFAULT 0,
    sealed_sha  TEXT NOT NULL DEFAULT '',
    complete    BOOLEAN NOT NULL DEFAULT FALSE,
    accepted    BOOLEAN NOT NULL DEFAULT FALSE,
    created_at  BIGINT NOT NULL
);
CREATE INDEX exhibits_report ON exhibits (report_id, position);
CREATE INDEX exhibits_loose ON exhibits (accepted, created_at);

CREATE TABLE exhibit_parts (
    exhibit_id TEXT NOT NULL REFERENCES exhibits (id) ON DELETE CASCADE,
    number     INTEGER NOT NULL,
    start      BIGINT NOT NULL,
    size       BIGINT NOT NULL CHECK (size > 0),
    object_key TEXT NOT NULL UNIQUE,
    PRIMARY KEY (exhibit_id, number),
    UNIQUE (exhibit_id, start)
);

CREATE TABLE derived (
    exhibit_id TEXT NOT NULL REFERENCES exhibits (id),
    kind       TEXT NOT NULL CHECK (kind IN ('preview', 'thumbnail', 'metadata')),
    object_key TEXT NOT NULL UNIQUE,
    size       BIGINT NOT NULL,
    PRIMARY KEY (exhibit_id, kind)
);

CREATE TABLE messages (
    id         TEXT PRIMARY KEY,
    report_id  TEXT NOT NULL REFERENCES reports (id),
    kind       TEXT NOT NULL CHECK (kind IN ('question', 'answer')),
    author_id  TEXT NOT NULL DEFAULT '',
    for_desk   BLOB NOT NULL,
    for_source BLOB,
    exhibits   INTEGER NOT NULL DEFAULT 0,
    once       TEXT UNIQUE,
    at         BIGINT NOT NULL,
    read_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX messages_report ON messages (report_id, at, id);

-- +goose Down
DROP TABLE messages;
DROP TABLE derived;
DROP TABLE exhibit_parts;
DROP TABLE exhibits;
DROP TABLE wrapped_keys;
DROP TABLE report_categories;
DROP TABLE reports;
