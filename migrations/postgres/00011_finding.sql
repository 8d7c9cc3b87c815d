-- Readers filter by what happened after. A site is known by other names too, and by what is mined
-- there and by whom; what came in with a file can be taken out again with it.

-- +goose Up
ALTER TABLE publications ADD COLUMN followup TEXT NOT NULL DEFAULT '';
UPDATE publications SET followup = COALESCE((SELECT v.content::json ->> 'follow_up_status' FROM publication_versions v WHERE v.publication_id = publications.id AND v.number = publications.version), '')
    WHERE state <> 'withdrawn';
ALTER TABLE sites ADD COLUMN aliases TEXT NOT NULL DEFAULT '';
ALTER TABLE sites ADD COLUMN minerals TEXT NOT NULL DEFAULT '';
ALTER TABLE sites ADD COLUMN operator TEXT NOT NULL DEFAULT '';
ALTER TABLE sites ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE sites ADD COLUMN unverified BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE sites ADD COLUMN import_id TEXT NOT NULL DEFAULT '';
CREATE INDEX sites_import ON sites (import_id);

CREATE TABLE site_imports (
    id        TEXT PRIMARY KEY,
    source    TEXT NOT NULL,
    sites     INTEGER NOT NULL,
    by_id     TEXT NOT NULL DEFAULT '',
    at        BIGINT NOT NULL,
    undone_at BIGINT NOT NULL DEFAULT 0
);

-- +goose Down
DROP TABLE site_imports;
DROP INDEX sites_import;
ALTER TABLE sites DROP COLUMN import_id;
ALTER TABLE sites DROP COLUMN unverified;
ALTER TABLE sites DROP COLUMN note;
ALTER TABLE sites DROP COLUMN operator;
ALTER TABLE sites DROP COLUMN minerals;
ALTER TABLE sites DROP COLUMN aliases;
ALTER TABLE publications DROP COLUMN followup;
