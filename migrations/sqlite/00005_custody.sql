-- The record of who did what. Entries can be added and read, nothing else.

-- +goose Up
CREATE TABLE custody (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    item_kind TEXT NOT NULL,
    item_id   TEXT NOT NULL,
    deed      TEXT NOT NULL,
    actor_id  TEXT NOT NULL,
    at        BIGINT NOT NULL,
    leaf      BLOB NOT NULL
);
CREATE INDEX custody_item ON custody (item_id, seq);
CREATE INDEX custody_actor ON custody (actor_id, seq);
CREATE INDEX custody_deed ON custody (deed, seq);

-- The salts of the entries' digests stand apart: destroying one makes its digest say nothing.
CREATE TABLE custody_salts (
    entry_id TEXT PRIMARY KEY REFERENCES custody (id),
    salt     BLOB NOT NULL
);

-- +goose StatementBegin
CREATE TRIGGER custody_no_update BEFORE UPDATE ON custody BEGIN
    SELECT RAISE(ABORT, 'custody entries are never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER custody_no_delete BEFORE DELETE ON custody BEGIN
    SELECT RAISE(ABORT, 'custody entries are never removed');
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE custody_salts;
DROP TABLE custody;
