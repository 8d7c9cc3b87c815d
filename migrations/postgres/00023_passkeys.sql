-- Passkeys, and the return from a lost passphrase with the help of two colleagues.

-- +goose Up
CREATE TABLE passkeys (
    id            TEXT PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES persons (id),
    credential_id BYTEA NOT NULL UNIQUE,
    credential    BYTEA NOT NULL,
    name          TEXT NOT NULL,
    sealed_key    BYTEA,
    created_at    BIGINT NOT NULL,
    used_at       BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX passkeys_person ON passkeys (person_id, created_at);

-- What a browser was asked to sign, for some minutes and for one answer.
CREATE TABLE passkey_challenges (
    id         TEXT PRIMARY KEY,
    data       BYTEA NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX passkey_challenges_expiry ON passkey_challenges (expires_at);

-- Each helper's shares of a person's key, sealed to the helper. Two make it whole, one tells nothing.
CREATE TABLE helpers (
    person_id  TEXT NOT NULL REFERENCES persons (id),
    helper_id  TEXT NOT NULL REFERENCES persons (id),
    helper_key TEXT NOT NULL,
    sealed     BYTEA NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (person_id, helper_id),
    CHECK (person_id <> helper_id)
);
CREATE INDEX helpers_helper ON helpers (helper_id);

CREATE TABLE recoveries (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES persons (id),
    public_key TEXT NOT NULL,
    locked_key BYTEA NOT NULL,
    kdf        TEXT NOT NULL,
    code_hash  TEXT NOT NULL UNIQUE,
    at         BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX recoveries_person ON recoveries (person_id, at);

CREATE TABLE recovery_shares (
    recovery_id TEXT NOT NULL REFERENCES recoveries (id) ON DELETE CASCADE,
    helper_id   TEXT NOT NULL REFERENCES persons (id),
    sealed      BYTEA NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (recovery_id, helper_id)
);

-- +goose Down
DROP TABLE recovery_shares;
DROP TABLE recoveries;
DROP TABLE helpers;
DROP TABLE passkey_challenges;
DROP TABLE passkeys;
