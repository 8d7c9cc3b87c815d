-- The record of who did what. Entries can be added and read, nothing else.

-- +goose Up
CREATE TABLE custody (
    seq       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    item_kind TEXT NOT NULL,
    item_id   TEXT NOT NULL,
    deed      TEXT NOT NULL,
    actor_id  TEXT NOT NULL,
    at        BIGINT NOT NULL,
    leaf      BYTEA NOT NULL
);
CREATE INDEX custody_item ON custody (item_id, seq);
CREATE INDEX custody_actor ON custody (actor_id, seq);
CREATE INDEX custody_deed ON custody (deed, seq);

-- The salts of the entries' digests stand apart: destroying one makes its digest say nothing.
CREATE TABLE custody_salts (
    entry_id TEXT PRIMARY KEY REFERENCES custody (id),
    salt     BYTEA NOT NULL
);

-- +goose StatementBegin
CREATE FUNCTION custody_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'custody entries are never changed or removed';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER custody_no_change BEFORE UPDATE OR DELETE ON custody
    FOR EACH ROW EXECUTE FUNCTION custody_refuse();
CREATE TRIGGER custody_no_truncate BEFORE TRUNCATE ON custody
    FOR EACH STATEMENT EXECUTE FUNCTION custody_refuse();

-- +goose Down
DROP TABLE custody_salts;
DROP TABLE custody;
DROP FUNCTION custody_refuse;
