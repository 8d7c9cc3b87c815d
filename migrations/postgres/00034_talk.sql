-- Files that a desk sends with a question, each one object that opens for both sides; and messages that
-- a desk has ready. The latter name nobody: they are written before there is anybody to write to.

-- +goose Up
CREATE TABLE attachments (
    id         TEXT PRIMARY KEY,
    message_id TEXT NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
    report_id  TEXT NOT NULL,
    object_key TEXT NOT NULL UNIQUE,
    size       BIGINT NOT NULL
);
CREATE INDEX attachments_report ON attachments (report_id);
CREATE INDEX attachments_message ON attachments (message_id);

CREATE TABLE ready_messages (
    id         TEXT PRIMARY KEY,
    desk_id    TEXT NOT NULL REFERENCES desks (id),
    language   TEXT NOT NULL,
    name       TEXT NOT NULL,
    text       TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX ready_messages_desk ON ready_messages (desk_id, name, id);

-- +goose Down
DROP TABLE ready_messages;
DROP TABLE attachments;
