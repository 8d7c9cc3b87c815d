-- Where a site's ground ends, as files of sites draw it. The newest one stands; when its file is taken out
-- again, the one before does.

-- +goose Up
CREATE TABLE site_outlines (
    id        TEXT PRIMARY KEY,
    site_id   TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE,
    source    TEXT NOT NULL,
    geometry  TEXT NOT NULL,
    west      DOUBLE PRECISION NOT NULL,
    south     DOUBLE PRECISION NOT NULL,
    east      DOUBLE PRECISION NOT NULL,
    north     DOUBLE PRECISION NOT NULL,
    import_id TEXT NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX site_outlines_site ON site_outlines (site_id, at);
CREATE INDEX site_outlines_import ON site_outlines (import_id);

-- +goose Down
DROP TABLE site_outlines;
