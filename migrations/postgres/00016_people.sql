-- Who is here and with what: sessions with a name and the last proof of who acts; and what follows a
-- publication.

-- +goose Up
ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;

-- What a case was handed to and what came back. Words and names are sealed to the case's key.
CREATE TABLE follow_ups (
    id          TEXT PRIMARY KEY,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    kind        TEXT NOT NULL,
    sealed      BYTEA NOT NULL,
    on_day      TEXT NOT NULL,
    remind_at   BIGINT NOT NULL,
    reminded_at BIGINT NOT NULL DEFAULT 0,
    by_id       TEXT NOT NULL REFERENCES persons (id),
    at          BIGINT NOT NULL
);
CREATE INDEX follow_ups_case ON follow_ups (case_id, on_day, id);
CREATE INDEX follow_ups_remind ON follow_ups (remind_at) WHERE remind_at > 0 AND reminded_at = 0;

-- +goose Down
DROP TABLE follow_ups;
ALTER TABLE sessions DROP COLUMN proved_at;
ALTER TABLE sessions DROP COLUMN kind;
