-- The platform: who is here, which desks there are, by which rules reports travel.
-- Times are microseconds since the epoch, UTC. Ids are 26 characters of base32.

-- +goose Up
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE organisations (
    id      TEXT PRIMARY KEY,
    name    TEXT NOT NULL UNIQUE,
    country TEXT NOT NULL DEFAULT ''
);

CREATE TABLE persons (
    id              TEXT PRIMARY KEY,
    email           TEXT NOT NULL UNIQUE,
    name            TEXT NOT NULL,
    organisation_id TEXT NOT NULL DEFAULT '',
    language        TEXT NOT NULL DEFAULT 'en',
    public_key      TEXT NOT NULL,
    locked_key      BYTEA NOT NULL,
    kdf             TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    disabled_at     BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE person_roles (
    person_id TEXT NOT NULL REFERENCES persons (id),
    role      TEXT NOT NULL CHECK (role IN ('monitor', 'reviewer', 'editor', 'admin', 'auditor')),
    PRIMARY KEY (person_id, role)
);

CREATE TABLE sessions (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES persons (id),
    sealed_key BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE desks (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    public_key TEXT NOT NULL DEFAULT '',
    generation INTEGER NOT NULL DEFAULT 0,
    stale      BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    closed_at  BIGINT NOT NULL DEFAULT 0
);

-- One wrapped copy of a desk's key per member and generation. Older generations stay until every
-- report is wrapped to the newest.
CREATE TABLE desk_keys (
    desk_id    TEXT NOT NULL REFERENCES desks (id),
    generation INTEGER NOT NULL,
    person_id  TEXT NOT NULL,
    sealed     BYTEA NOT NULL,
    PRIMARY KEY (desk_id, generation, person_id)
);

CREATE TABLE desk_members (
    desk_id      TEXT NOT NULL REFERENCES desks (id),
    person_id    TEXT NOT NULL REFERENCES persons (id),
    state        TEXT NOT NULL CHECK (state IN ('proposed', 'member', 'removed')),
    proposed_by  TEXT NOT NULL,
    confirmed_by TEXT NOT NULL DEFAULT '',
    at           BIGINT NOT NULL,
    PRIMARY KEY (desk_id, person_id),
    CHECK (proposed_by <> person_id),
    CHECK (confirmed_by <> person_id)
);
CREATE INDEX desk_members_person ON desk_members (person_id);

CREATE TABLE invitations (
    id              TEXT PRIMARY KEY,
    token_hash      TEXT NOT NULL UNIQUE,
    email           TEXT NOT NULL,
    name            TEXT NOT NULL,
    organisation_id TEXT NOT NULL DEFAULT '',
    roles           TEXT NOT NULL,
    desk_id         TEXT NOT NULL DEFAULT '',
    invited_by      TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE sites (
    id        TEXT PRIMARY KEY,
    slug      TEXT NOT NULL UNIQUE,
    name      TEXT NOT NULL,
    country   TEXT NOT NULL,
    region    TEXT NOT NULL DEFAULT '',
    kind      TEXT NOT NULL DEFAULT '',
    lat       DOUBLE PRECISION NOT NULL,
    lon       DOUBLE PRECISION NOT NULL,
    precision TEXT NOT NULL,
    source    TEXT NOT NULL DEFAULT '',
    invented  BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX sites_place ON sites (country, region, name);

CREATE TABLE rules (
    id       TEXT PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    text     TEXT NOT NULL
);

-- +goose Down
DROP TABLE rules;
DROP TABLE sites;
DROP TABLE invitations;
DROP TABLE desk_members;
DROP TABLE desk_keys;
DROP TABLE desks;
DROP TABLE sessions;
DROP TABLE person_roles;
DROP TABLE persons;
DROP TABLE organisations;
DROP TABLE settings;
