-- What further sources say of a site, each as it came with its file. The one that the site's place is from
-- stands with the site.

-- +goose Up
CREATE TABLE site_sources (
    id         TEXT PRIMARY KEY,
    site_id    TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    source     TEXT NOT NULL,
    name       TEXT NOT NULL,
    lat        DOUBLE PRECISION NOT NULL,
    lon        DOUBLE PRECISION NOT NULL,
    precision  TEXT NOT NULL,
    note       TEXT NOT NULL DEFAULT '',
    unverified BOOLEAN NOT NULL DEFAULT FALSE,
    import_id  TEXT NOT NULL,
    UNIQUE (site_id, source, name, lat, lon)
);
CREATE INDEX site_sources_import ON site_sources (import_id);

-- +goose Down
DROP TABLE site_sources;
