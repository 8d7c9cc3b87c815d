-- What readers take away and send back: files found by their digest, messages about a case, and
-- translations of what is published.

-- +goose Up
CREATE INDEX publication_exhibits_digest ON publication_exhibits (sha256);
ALTER TABLE reports ADD COLUMN about TEXT NOT NULL DEFAULT '';
CREATE INDEX reports_about ON reports (about, received_at, id) WHERE about <> '';

-- Of one version of a publication, in another language. Whoever made it is not whoever looked it over.
CREATE TABLE publication_translations (
    publication_id TEXT NOT NULL REFERENCES publications (id),
    language       TEXT NOT NULL,
    number         INTEGER NOT NULL,
    of_version     INTEGER NOT NULL,
    content        TEXT NOT NULL,
    note           TEXT NOT NULL,
    at             BIGINT NOT NULL,
    by_id          TEXT NOT NULL,
    checked_by     TEXT NOT NULL CHECK (checked_by <> by_id),
    PRIMARY KEY (publication_id, language, number)
);
CREATE TABLE translation_drafts (
    case_id  TEXT NOT NULL REFERENCES cases (id),
    language TEXT NOT NULL,
    sealed   BYTEA NOT NULL,
    version  INTEGER NOT NULL,
    by_id    TEXT NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (case_id, language)
);

-- +goose Down
DROP TABLE translation_drafts;
DROP TABLE publication_translations;
DROP INDEX reports_about;
ALTER TABLE reports DROP COLUMN about;
DROP INDEX publication_exhibits_digest;
