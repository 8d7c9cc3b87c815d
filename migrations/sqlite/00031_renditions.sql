-- Lighter copies of published pictures, made after publication. They go with the withdrawal.

-- +goose Up
CREATE TABLE publication_renditions (
    exhibit_id TEXT NOT NULL,
    name       TEXT NOT NULL,
    type       TEXT NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    size       BIGINT NOT NULL,
    sha256     TEXT NOT NULL,
    object_key TEXT NOT NULL UNIQUE,
    PRIMARY KEY (exhibit_id, name)
);
-- 0 while nobody has tried to make them.
ALTER TABLE publication_exhibits ADD COLUMN renditions_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX publication_exhibits_waiting ON publication_exhibits (id) WHERE renditions_at = 0;

-- +goose Down
DROP INDEX publication_exhibits_waiting;
ALTER TABLE publication_exhibits DROP COLUMN renditions_at;
DROP TABLE publication_renditions;
