-- What the public asks for in the order of change, found without reading what doesn't change: the greatest
-- time of all changes until each (see ChangeBefore), and corrections apart from what only came.

-- +goose Up
ALTER TABLE publications ADD COLUMN latest BIGINT NOT NULL DEFAULT 0;
UPDATE publications SET latest = q.latest FROM (SELECT id, MAX(updated_at) OVER (ORDER BY change) AS latest FROM publications) AS q WHERE q.id = publications.id;
CREATE INDEX publications_latest ON publications (latest, change);
DROP INDEX publications_changed;
CREATE INDEX publications_corrections ON publications (updated_at, id) WHERE state <> 'published';

-- +goose Down
DROP INDEX publications_corrections;
CREATE INDEX publications_changed ON publications (updated_at, id);
DROP INDEX publications_latest;
ALTER TABLE publications DROP COLUMN latest;
