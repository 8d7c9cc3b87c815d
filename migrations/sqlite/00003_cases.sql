-- Verification: cases, findings, decisions of two people, drafts and redactions.

-- +goose Up
CREATE TABLE cases (
    id           TEXT PRIMARY KEY,
    number       INTEGER NOT NULL UNIQUE,
    desk_id      TEXT NOT NULL REFERENCES desks (id),
    public_key   TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('verifying', 'proposed', 'decided', 'merged')),
    outcome      TEXT NOT NULL CHECK (outcome IN ('unassessed', 'corroborated', 'verified', 'contested', 'unverifiable', 'refuted')),
    publication  TEXT NOT NULL CHECK (publication IN ('private', 'published', 'corrected', 'withdrawn')),
    ref          TEXT NOT NULL DEFAULT '',
    country      TEXT NOT NULL DEFAULT '',
    region       TEXT NOT NULL DEFAULT '',
    site_id      TEXT NOT NULL DEFAULT '',
    priority     INTEGER NOT NULL,
    due_at       BIGINT NOT NULL DEFAULT 0,
    opened_by    TEXT NOT NULL,
    opened_at    BIGINT NOT NULL,
    revision     INTEGER NOT NULL DEFAULT 1,
    file         BLOB NOT NULL,
    file_version INTEGER NOT NULL DEFAULT 1,
    draft        BLOB,
    draft_version INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX cases_desk ON cases (desk_id, opened_at, id);

CREATE TABLE case_categories (
    case_id  TEXT NOT NULL REFERENCES cases (id),
    position INTEGER NOT NULL,
    category TEXT NOT NULL,
    PRIMARY KEY (case_id, category)
);

CREATE TABLE case_reports (
    case_id   TEXT NOT NULL REFERENCES cases (id),
    report_id TEXT NOT NULL REFERENCES reports (id),
    joined_by TEXT NOT NULL,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, report_id)
);
CREATE INDEX case_reports_report ON case_reports (report_id);

CREATE TABLE grades (
    id        TEXT PRIMARY KEY,
    case_id   TEXT NOT NULL REFERENCES cases (id),
    report_id TEXT NOT NULL DEFAULT '',
    axis      TEXT NOT NULL CHECK (axis IN ('source', 'information')),
    grade     TEXT NOT NULL,
    note      BLOB NOT NULL,
    by_id     TEXT NOT NULL,
    at        BIGINT NOT NULL,
    CHECK ((axis = 'source' AND grade IN ('A', 'B', 'C', 'D', 'E', 'F') AND report_id <> '')
        OR (axis = 'information' AND grade IN ('1', '2', '3', '4', '5', '6')))
);
CREATE INDEX grades_case ON grades (case_id, at, id);

CREATE TABLE check_answers (
    id         TEXT PRIMARY KEY,
    case_id    TEXT NOT NULL REFERENCES cases (id),
    exhibit_id TEXT NOT NULL REFERENCES exhibits (id),
    check_name TEXT NOT NULL,
    answer     TEXT NOT NULL CHECK (answer IN ('pass', 'fail', 'not_possible', 'not_applicable')),
    note       BLOB NOT NULL,
    by_id      TEXT NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX check_answers_case ON check_answers (case_id, at, id);

CREATE TABLE notes (
    id      TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases (id),
    sealed  BLOB NOT NULL,
    by_id   TEXT NOT NULL,
    at      BIGINT NOT NULL
);
CREATE INDEX notes_case ON notes (case_id, at, id);

CREATE TABLE decisions (
    id          TEXT PRIMARY KEY,
    case_id     TEXT NOT NULL REFERENCES cases (id),
    outcome     TEXT NOT NULL CHECK (outcome IN ('corroborated', 'verified', 'contested', 'unverifiable', 'refuted')),
    state       TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed', 'sent_back')),
    revision    INTEGER NOT NULL,
    reason      BLOB NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at BIGINT NOT NULL,
    second_by   TEXT NOT NULL DEFAULT '',
    second_at   BIGINT NOT NULL DEFAULT 0,
    second_note BLOB,
    CHECK (second_by <> proposed_by),
    CHECK ((state = 'proposed') = (second_by = ''))
);
CREATE INDEX decisions_case ON decisions (case_id, proposed_at, id);
-- Two open proposals on one case can't exist, whoever races.
CREATE UNIQUE INDEX decisions_open ON decisions (case_id) WHERE state = 'proposed';

CREATE TABLE redactions (
    id         TEXT PRIMARY KEY,
    case_id    TEXT NOT NULL REFERENCES cases (id),
    exhibit_id TEXT NOT NULL REFERENCES exhibits (id),
    plan       BLOB NOT NULL,
    copy_key   TEXT NOT NULL UNIQUE,
    copy_size  BIGINT NOT NULL,
    by_id      TEXT NOT NULL,
    at         BIGINT NOT NULL
);
CREATE INDEX redactions_case ON redactions (case_id, exhibit_id, at, id);

-- +goose Down
DROP TABLE redactions;
DROP TABLE decisions;
DROP TABLE notes;
DROP TABLE check_answers;
DROP TABLE grades;
DROP TABLE case_reports;
DROP TABLE case_categories;
DROP TABLE cases;
