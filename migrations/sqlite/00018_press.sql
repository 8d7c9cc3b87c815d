-- Scheduled publications, embargoed previews for accredited journalists, and alerts for a search. What
-- each holds is sealed: to the platform's unattended key, to a desk, or to the link that opens it.

-- +goose Up
CREATE TABLE schedules (
    case_id       TEXT PRIMARY KEY REFERENCES cases (id),
    at            BIGINT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('waiting', 'held', 'done')),
    held          TEXT NOT NULL DEFAULT '',
    revision      INTEGER NOT NULL,
    draft_version INTEGER NOT NULL,
    correction    BOOLEAN NOT NULL,
    sealed        BLOB NOT NULL,
    by_id         TEXT NOT NULL REFERENCES persons (id),
    made_at       BIGINT NOT NULL
);
CREATE INDEX schedules_due ON schedules (state, at);

CREATE TABLE journalists (
    id         TEXT PRIMARY KEY,
    state      TEXT NOT NULL CHECK (state IN ('applied', 'approved', 'refused', 'revoked')),
    sealed     BLOB NOT NULL,
    once       TEXT NOT NULL UNIQUE,
    decided_by TEXT NOT NULL DEFAULT '',
    decided_at BIGINT NOT NULL DEFAULT 0,
    at         BIGINT NOT NULL
);
CREATE INDEX journalists_state ON journalists (state, at, id);

-- A preview opens with its link alone: neither this row nor the objects open anything.
CREATE TABLE previews (
    id            TEXT PRIMARY KEY,
    case_id       TEXT NOT NULL REFERENCES cases (id),
    journalist_id TEXT NOT NULL REFERENCES journalists (id),
    lookup        TEXT NOT NULL UNIQUE,
    sealed        BLOB NOT NULL,
    by_id         TEXT NOT NULL REFERENCES persons (id),
    made_at       BIGINT NOT NULL,
    expires_at    BIGINT NOT NULL,
    revoked_at    BIGINT NOT NULL DEFAULT 0,
    opened        INTEGER NOT NULL DEFAULT 0,
    opened_at     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX previews_case ON previews (case_id, made_at, id);

CREATE TABLE alerts (
    id           TEXT PRIMARY KEY,
    lookup       TEXT NOT NULL UNIQUE,
    address      TEXT NOT NULL,
    sealed       BLOB NOT NULL,
    confirmed_at BIGINT NOT NULL DEFAULT 0,
    change       BIGINT NOT NULL DEFAULT 0,
    sent_at      BIGINT NOT NULL DEFAULT 0,
    made_at      BIGINT NOT NULL
);
CREATE INDEX alerts_address ON alerts (address, made_at);
CREATE INDEX alerts_due ON alerts (confirmed_at, sent_at, id);

-- +goose Down
DROP TABLE alerts;
DROP TABLE previews;
DROP TABLE journalists;
DROP TABLE schedules;
