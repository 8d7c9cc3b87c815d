-- How exactly a publication's place is shown, beside the place: the map draws an area of that size.

-- +goose Up
ALTER TABLE publications ADD COLUMN place_precision TEXT NOT NULL DEFAULT '';
UPDATE publications SET place_precision = COALESCE((SELECT v.content::json ->> 'place_precision'
    FROM publication_versions v WHERE v.publication_id = publications.id AND v.number = publications.version), '');

-- +goose Down
ALTER TABLE publications DROP COLUMN place_precision;
