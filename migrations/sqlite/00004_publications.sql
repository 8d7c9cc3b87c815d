-- What the public may see, in plaintext, and nothing else.

-- +goose Up
CREATE TABLE publications (
    id              TEXT PRIMARY KEY,
    case_id         TEXT NOT NULL UNIQUE,
    ref             TEXT NOT NULL UNIQUE,
    year            INTEGER NOT NULL,
    number          INTEGER NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('published', 'corrected', 'withdrawn')),
    version         INTEGER NOT NULL,
    title           TEXT NOT NULL,
    summary         TEXT NOT NULL,
    language        TEXT NOT NULL,
    outcome         TEXT NOT NULL,
    country         TEXT NOT NULL,
    region          TEXT NOT NULL,
    site            TEXT NOT NULL,
    lat             DOUBLE PRECISION,
    lon             DOUBLE PRECISION,
    occurred_on     TEXT NOT NULL,
    photos          INTEGER NOT NULL,
    cover           TEXT NOT NULL DEFAULT '',
    published_at    BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    withdrawn_at    BIGINT NOT NULL DEFAULT 0,
    withdrawn_class TEXT NOT NULL DEFAULT '',
    withdrawn_note  TEXT NOT NULL DEFAULT '',
    UNIQUE (year, number)
);
CREATE INDEX publications_newest ON publications (published_at, id) WHERE state <> 'withdrawn';
CREATE INDEX publications_occurred ON publications (occurred_on, id) WHERE state <> 'withdrawn';
CREATE INDEX publications_country ON publications (country, published_at, id) WHERE state <> 'withdrawn';
CREATE INDEX publications_region ON publications (country, region, published_at, id) WHERE state <> 'withdrawn';
CREATE INDEX publications_site ON publications (site, published_at, id) WHERE state <> 'withdrawn';
CREATE INDEX publications_outcome ON publications (outcome, published_at, id) WHERE state <> 'withdrawn';
CREATE INDEX publications_changed ON publications (updated_at, id);

CREATE TABLE publication_versions (
    publication_id TEXT NOT NULL REFERENCES publications (id),
    number         INTEGER NOT NULL,
    content        TEXT NOT NULL,
    note           TEXT NOT NULL,
    at             BIGINT NOT NULL,
    by_id          TEXT NOT NULL,
    PRIMARY KEY (publication_id, number)
);

-- Carries the time of publication, so that a category's newest are an index's first rows.
CREATE TABLE publication_categories (
    publication_id TEXT NOT NULL REFERENCES publications (id),
    category       TEXT NOT NULL,
    category_group TEXT NOT NULL,
    published_at   BIGINT NOT NULL,
    PRIMARY KEY (publication_id, category)
);
CREATE INDEX publication_categories_category ON publication_categories (category, published_at, publication_id);
CREATE INDEX publication_categories_group ON publication_categories (category_group, published_at, publication_id);

-- One row per public copy and version that shows it. The bytes are plain: they are public.
CREATE TABLE publication_exhibits (
    publication_id TEXT NOT NULL REFERENCES publications (id),
    version        INTEGER NOT NULL,
    position       INTEGER NOT NULL,
    id             TEXT NOT NULL,
    name           TEXT NOT NULL,
    type           TEXT NOT NULL,
    size           BIGINT NOT NULL,
    sha256         TEXT NOT NULL,
    object_key     TEXT NOT NULL,
    PRIMARY KEY (publication_id, version, position)
);
CREATE INDEX publication_exhibits_id ON publication_exhibits (id);

-- Words are folded (NFKD, marks off, lower case) before they come here, so that both databases
-- answer alike. rowid is the key that ties a row to its publication.
CREATE TABLE publication_words (
    rowid          INTEGER PRIMARY KEY,
    publication_id TEXT NOT NULL UNIQUE REFERENCES publications (id),
    title          TEXT NOT NULL,
    body           TEXT NOT NULL
);
CREATE VIRTUAL TABLE publication_search USING fts5 (
    title, body, content = 'publication_words', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2'
);
-- +goose StatementBegin
CREATE TRIGGER publication_words_added AFTER INSERT ON publication_words BEGIN
    INSERT INTO publication_search (rowid, title, body) VALUES (new.rowid, new.title, new.body);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER publication_words_removed AFTER DELETE ON publication_words BEGIN
    INSERT INTO publication_search (publication_search, rowid, title, body) VALUES ('delete', old.rowid, old.title, old.body);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER publication_words_changed AFTER UPDATE ON publication_words BEGIN
    INSERT INTO publication_search (publication_search, rowid, title, body) VALUES ('delete', old.rowid, old.title, old.body);
    INSERT INTO publication_search (rowid, title, body) VALUES (new.rowid, new.title, new.body);
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE publication_search;
DROP TABLE publication_words;
DROP TABLE publication_exhibits;
DROP TABLE publication_categories;
DROP TABLE publication_versions;
DROP TABLE publications;
