-- A second person's look at the words that are replaced in a case's public texts. The plan itself is in the
-- sealed draft; each change of it has a new name, so that a look holds for what was seen and nothing else.

-- +goose Up
CREATE TABLE word_looks (
    plan_id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    by_id   TEXT NOT NULL REFERENCES persons (id) CHECK (by_id <> made_by),
    fine    BOOLEAN NOT NULL,
    note    BYTEA NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX word_looks_case ON word_looks (case_id);

-- +goose Down
DROP TABLE word_looks;
