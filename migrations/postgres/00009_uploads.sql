-- Uploads that devices seal and send in pieces. An upload goes when its exhibit is accepted or swept.

-- +goose Up
CREATE TABLE uploads (
    id           TEXT PRIMARY KEY,
    exhibit_id   TEXT NOT NULL UNIQUE REFERENCES exhibits (id) ON DELETE CASCADE,
    size         BIGINT NOT NULL,
    parts        INTEGER NOT NULL DEFAULT 0,
    digest       BYTEA NOT NULL,
    locked_by    TEXT NOT NULL DEFAULT '',
    locked_until BIGINT NOT NULL DEFAULT 0,
    touched_at   BIGINT NOT NULL
);

-- +goose Down
DROP TABLE uploads;
