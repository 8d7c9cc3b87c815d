-- Working copies that are made of an exhibit for looking at it: what a document shows, its pages drawn,
-- stills of a moving picture. All sealed to the report.

-- +goose Up
CREATE TABLE exhibit_copies (
    id         TEXT PRIMARY KEY,
    exhibit_id TEXT NOT NULL REFERENCES exhibits (id),
    kind       TEXT NOT NULL CHECK (kind IN ('document', 'page', 'still', 'peaks')),
    position   BIGINT NOT NULL,
    sealed     BYTEA NOT NULL,
    object_key TEXT UNIQUE,
    size       BIGINT NOT NULL DEFAULT 0,
    by_id      TEXT NOT NULL DEFAULT '',
    at         BIGINT NOT NULL,
    UNIQUE (exhibit_id, kind, position)
);

-- +goose Down
DROP TABLE exhibit_copies;
