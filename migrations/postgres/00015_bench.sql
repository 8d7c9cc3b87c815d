-- What people find at an exhibit: landmarks, shadows, segments, words. Sealed to the report.

-- +goose Up
CREATE TABLE exhibit_notes (
    id         TEXT PRIMARY KEY,
    exhibit_id TEXT NOT NULL REFERENCES exhibits (id),
    sealed     BYTEA NOT NULL,
    by_id      TEXT NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX exhibit_notes_exhibit ON exhibit_notes (exhibit_id, at, id);

-- +goose Down
DROP TABLE exhibit_notes;
