-- Publications in the order in which they came (ordinal) and in the order in which they last changed
-- (change), with the facts by which readers filter in the row. The counting is done in memory, so the
-- indexes that served it go. Words are indexed without being stored a second time.

-- +goose Up
ALTER TABLE publications ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0;
ALTER TABLE publications ADD COLUMN change BIGINT NOT NULL DEFAULT 0;
ALTER TABLE publications ADD COLUMN acts TEXT NOT NULL DEFAULT '';
ALTER TABLE publications ADD COLUMN actors TEXT NOT NULL DEFAULT '';
ALTER TABLE publications ADD COLUMN link TEXT NOT NULL DEFAULT '';
UPDATE publications SET
    ordinal = (SELECT COUNT(*) FROM publications q WHERE (q.published_at, q.id) <= (publications.published_at, publications.id)),
    acts = COALESCE((SELECT group_concat(category, ' ') FROM publication_categories c WHERE c.publication_id = publications.id), '');
UPDATE publications SET change = ordinal;
CREATE UNIQUE INDEX publications_ordinal ON publications (ordinal);
CREATE UNIQUE INDEX publications_change ON publications (change);
DROP INDEX publications_newest;
DROP INDEX publications_occurred;
DROP INDEX publications_country;
DROP INDEX publications_region;
DROP INDEX publications_site;
DROP INDEX publications_outcome;
DROP TABLE publication_categories;

DROP TABLE publication_search;
CREATE VIRTUAL TABLE publication_search USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO publication_search (rowid, words)
    SELECT p.ordinal, w.title || ' ' || w.body FROM publication_words w JOIN publications p ON p.id = w.publication_id;
DROP TABLE publication_words;

-- +goose Down
DROP TABLE publication_search;
CREATE TABLE publication_words (rowid INTEGER PRIMARY KEY, publication_id TEXT NOT NULL UNIQUE REFERENCES publications (id), title TEXT NOT NULL, body TEXT NOT NULL);
CREATE VIRTUAL TABLE publication_search USING fts5 (title, body, content = 'publication_words', content_rowid = 'rowid', tokenize = 'unicode61 remove_diacritics 2');
CREATE TABLE publication_categories (publication_id TEXT NOT NULL, category TEXT NOT NULL, category_group TEXT NOT NULL, published_at BIGINT NOT NULL, PRIMARY KEY (publication_id, category));
DROP INDEX publications_change;
DROP INDEX publications_ordinal;
ALTER TABLE publications DROP COLUMN link;
ALTER TABLE publications DROP COLUMN actors;
ALTER TABLE publications DROP COLUMN acts;
ALTER TABLE publications DROP COLUMN change;
ALTER TABLE publications DROP COLUMN ordinal;
