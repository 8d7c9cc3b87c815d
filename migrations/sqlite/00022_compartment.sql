-- The restricted compartment: who is named for it on each desk, which cases belong in it, and when
-- somebody who isn't named opened something of it, with a reason.

-- +goose Up
ALTER TABLE desk_members ADD COLUMN named BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE cases ADD COLUMN restricted BOOLEAN NOT NULL DEFAULT FALSE;
-- Who could read it before can read it still; the desk decides who stays named.
UPDATE desk_members SET named = TRUE WHERE state = 'member';
UPDATE cases SET restricted = TRUE WHERE id IN (SELECT j.case_id FROM case_reports j JOIN reports r ON r.id = j.report_id WHERE r.restricted);
CREATE INDEX reports_restricted ON reports (desk_id, received_at, id) WHERE restricted;

-- Who was named, or isn't any more, by whom and when.
CREATE TABLE namings (
    id        TEXT PRIMARY KEY,
    desk_id   TEXT NOT NULL REFERENCES desks (id),
    person_id TEXT NOT NULL REFERENCES persons (id),
    by_id     TEXT NOT NULL,
    named     BOOLEAN NOT NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX namings_person ON namings (person_id, at, id);

-- The reason is sealed to the desk and to those who were auditors then.
CREATE TABLE openings (
    id         TEXT PRIMARY KEY,
    desk_id    TEXT NOT NULL REFERENCES desks (id),
    generation INTEGER NOT NULL,
    item_kind  TEXT NOT NULL CHECK (item_kind IN ('report', 'case')),
    item_id    TEXT NOT NULL,
    person_id  TEXT NOT NULL REFERENCES persons (id),
    reason     BLOB NOT NULL,
    at         BIGINT NOT NULL,
    until      BIGINT NOT NULL CHECK (until > at)
);
CREATE INDEX openings_desk ON openings (desk_id, at, id);
CREATE INDEX openings_person ON openings (person_id, until);

-- +goose Down
DROP TABLE openings;
DROP TABLE namings;
DROP INDEX reports_restricted;
ALTER TABLE cases DROP COLUMN restricted;
ALTER TABLE desk_members DROP COLUMN named;
