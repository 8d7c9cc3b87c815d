-- A second person's look at a redaction, before and after beside each other. Whoever made a plan can't
-- say that it is well: made_by is the maker by the foreign key, and never the one who looked.

-- +goose Up
CREATE UNIQUE INDEX redactions_maker ON redactions (id, by_id);
CREATE TABLE redaction_looks (
    redaction_id TEXT PRIMARY KEY,
    made_by      TEXT NOT NULL,
    by_id        TEXT NOT NULL CHECK (by_id <> made_by),
    fine         BOOLEAN NOT NULL,
    note         BYTEA NOT NULL,
    at           BIGINT NOT NULL,
    FOREIGN KEY (redaction_id, made_by) REFERENCES redactions (id, by_id)
);

-- +goose Down
DROP TABLE redaction_looks;
DROP INDEX redactions_maker;
