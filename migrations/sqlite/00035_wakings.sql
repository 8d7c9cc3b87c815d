-- Browsers that asked to be woken when something waits. Where to send is sealed: it names a browser.

-- +goose Up
CREATE TABLE wakings (
    id        TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES persons (id),
    sealed    BLOB NOT NULL,
    made_at   BIGINT NOT NULL,
    woken_at  BIGINT NOT NULL DEFAULT 0,
    failed    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX wakings_person ON wakings (person_id, made_at);

-- +goose Down
DROP TABLE wakings;
