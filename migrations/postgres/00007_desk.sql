-- The desk: what waits for whom, who has what open, how rules changed, what was settled between two
-- graders, tasks, and the sealed index by which a desk searches what it holds.

-- +goose Up
ALTER TABLE reports ADD COLUMN asked BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE reports ADD COLUMN escalated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN escalated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reports ADD COLUMN duplicate_of TEXT NOT NULL DEFAULT '';
ALTER TABLE reports ADD COLUMN closing_note BYTEA;
ALTER TABLE reports ADD COLUMN hold BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE reports ADD COLUMN erased_at BIGINT NOT NULL DEFAULT 0;
UPDATE reports SET asked = NOT waiting AND EXISTS (SELECT 1 FROM messages m WHERE m.report_id = reports.id AND m.kind = 'question');
CREATE INDEX reports_waiting ON reports (desk_id, id) WHERE waiting;
CREATE INDEX reports_asked ON reports (desk_id, id) WHERE asked;
CREATE INDEX reports_late ON reports (due_at, id) WHERE due_at > 0 AND state IN ('received', 'triage');
CREATE INDEX reports_order ON reports (desk_id, priority, received_at, id, state);
CREATE INDEX cases_state ON cases (desk_id, state, opened_at, id);

ALTER TABLE desks ADD COLUMN retention_months INTEGER NOT NULL DEFAULT 0;
ALTER TABLE desk_members ADD COLUMN lead BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE persons ADD COLUMN languages TEXT NOT NULL DEFAULT '';
ALTER TABLE persons ADD COLUMN capacity INTEGER NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN away_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN away_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN unveil BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE persons ADD COLUMN digest_hours INTEGER NOT NULL DEFAULT 0;
ALTER TABLE persons ADD COLUMN second BYTEA;
ALTER TABLE persons ADD COLUMN has_second BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE sessions ADD COLUMN half BOOLEAN NOT NULL DEFAULT FALSE;

-- Whom a person must not be handed reports of: an organisation, or somebody.
CREATE TABLE conflicts (
    person_id TEXT NOT NULL REFERENCES persons (id),
    other_id  TEXT NOT NULL,
    PRIMARY KEY (person_id, other_id)
);

CREATE TABLE rule_versions (
    number INTEGER PRIMARY KEY,
    text   TEXT NOT NULL,
    note   TEXT NOT NULL,
    by_id  TEXT NOT NULL,
    at     BIGINT NOT NULL
);
INSERT INTO rule_versions (number, text, note, by_id, at)
    SELECT 1, string_agg(text, chr(10)), '', '', 0 FROM (SELECT text FROM rules ORDER BY position) AS list HAVING COUNT(*) > 0;

ALTER TABLE grades ADD COLUMN settles BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE cases ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';

CREATE TABLE tasks (
    id      TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    sealed  BYTEA NOT NULL,
    for_id  TEXT NOT NULL,
    due_at  BIGINT NOT NULL DEFAULT 0,
    by_id   TEXT NOT NULL,
    at      BIGINT NOT NULL,
    done_by TEXT NOT NULL DEFAULT '',
    done_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX tasks_case ON tasks (case_id, at, id);
CREATE INDEX tasks_open ON tasks (for_id, due_at, id) WHERE done_at = 0;

CREATE TABLE notices (
    id        TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES persons (id),
    kind      TEXT NOT NULL,
    item_kind TEXT NOT NULL,
    item_id   TEXT NOT NULL,
    at        BIGINT NOT NULL,
    read_at   BIGINT NOT NULL DEFAULT 0,
    mailed_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX notices_person ON notices (person_id, at, id);
CREATE INDEX notices_unread ON notices (person_id, item_id) WHERE read_at = 0;

-- A person's own views of the queue: a name and a query.
CREATE TABLE views (
    id        TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES persons (id),
    name      TEXT NOT NULL,
    query     TEXT NOT NULL,
    UNIQUE (person_id, name)
);

CREATE TABLE presence (
    item_id   TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    since     BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (item_id, person_id)
);

-- Sealed to the desk's key; says nothing but which reports a segment speaks of.
CREATE TABLE index_segments (
    id         TEXT PRIMARY KEY,
    desk_id    TEXT NOT NULL REFERENCES desks (id),
    generation INTEGER NOT NULL,
    sealed     BYTEA NOT NULL
);
CREATE INDEX index_segments_desk ON index_segments (desk_id, id);
CREATE TABLE index_reports (
    report_id  TEXT NOT NULL,
    segment_id TEXT NOT NULL REFERENCES index_segments (id) ON DELETE CASCADE,
    stale      BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (report_id, segment_id)
);
CREATE INDEX index_reports_segment ON index_reports (segment_id);

-- +goose Down
DROP TABLE index_reports;
DROP TABLE index_segments;
DROP TABLE presence;
DROP TABLE views;
DROP TABLE notices;
DROP TABLE tasks;
ALTER TABLE cases DROP COLUMN merged_into;
ALTER TABLE grades DROP COLUMN settles;
DROP TABLE rule_versions;
DROP TABLE conflicts;
ALTER TABLE persons DROP COLUMN unveil;
ALTER TABLE persons DROP COLUMN digest_hours;
ALTER TABLE sessions DROP COLUMN half;
ALTER TABLE persons DROP COLUMN has_second;
ALTER TABLE persons DROP COLUMN second;
ALTER TABLE persons DROP COLUMN away_until;
ALTER TABLE persons DROP COLUMN away_from;
ALTER TABLE persons DROP COLUMN capacity;
ALTER TABLE persons DROP COLUMN languages;
ALTER TABLE desk_members DROP COLUMN lead;
ALTER TABLE desks DROP COLUMN retention_months;
DROP INDEX cases_state;
DROP INDEX reports_order;
DROP INDEX reports_late;
DROP INDEX reports_asked;
DROP INDEX reports_waiting;
ALTER TABLE reports DROP COLUMN erased_at;
ALTER TABLE reports DROP COLUMN hold;
ALTER TABLE reports DROP COLUMN closing_note;
ALTER TABLE reports DROP COLUMN duplicate_of;
ALTER TABLE reports DROP COLUMN escalated_at;
ALTER TABLE reports DROP COLUMN escalated;
ALTER TABLE reports DROP COLUMN asked;
