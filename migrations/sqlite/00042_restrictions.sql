-- Reports that a member put into the restricted compartment by hand, or took out of it again, each with a
-- reason that is sealed to the report.

-- +goose Up
CREATE TABLE restrictions (
    id         TEXT PRIMARY KEY,
    report_id  TEXT NOT NULL REFERENCES reports (id),
    by_id      TEXT NOT NULL,
    restricted BOOLEAN NOT NULL,
    reason     BLOB NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX restrictions_report ON restrictions (report_id, at);

-- +goose Down
DROP TABLE restrictions;
