-- Dossiers: reports composed of published cases. The text is sealed to the desk until an edition is
-- released; an edition is public, plain and never changed. Who proposes an edition can't release it.

-- +goose Up
CREATE TABLE dossiers (
    id            TEXT PRIMARY KEY,
    desk_id       TEXT NOT NULL REFERENCES desks (id),
    slug          TEXT NOT NULL UNIQUE,
    state         TEXT NOT NULL CHECK (state IN ('draft', 'proposed')),
    public_key    TEXT NOT NULL,
    sealed        BLOB NOT NULL,
    version       INTEGER NOT NULL,
    proposed_by   TEXT NOT NULL DEFAULT '',
    released_by   TEXT NOT NULL DEFAULT '',
    updated_at    BIGINT NOT NULL,
    withdrawn_at  BIGINT NOT NULL DEFAULT 0,
    withdrawn_note TEXT NOT NULL DEFAULT '',
    CHECK (released_by = '' OR released_by <> proposed_by)
);
CREATE INDEX dossiers_desk ON dossiers (desk_id, updated_at, id);

CREATE TABLE dossier_editions (
    dossier_id  TEXT NOT NULL REFERENCES dossiers (id),
    number      INTEGER NOT NULL,
    name        TEXT NOT NULL,
    content     TEXT NOT NULL,
    frozen      TEXT NOT NULL,
    note        TEXT NOT NULL,
    at          BIGINT NOT NULL,
    proposed_by TEXT NOT NULL,
    released_by TEXT NOT NULL CHECK (released_by <> proposed_by),
    PRIMARY KEY (dossier_id, number),
    UNIQUE (dossier_id, name)
);

-- +goose Down
DROP TABLE dossier_editions;
DROP TABLE dossiers;
