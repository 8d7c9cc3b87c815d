-- Redacting a recording takes longer than a request: a job says how far it is and how it ended. The one who
-- does it touches it as long as they live, so that any node can tell one that was cut off.

-- +goose Up
CREATE TABLE redaction_jobs (
    id         TEXT PRIMARY KEY,
    case_id    TEXT NOT NULL REFERENCES cases (id),
    exhibit_id TEXT NOT NULL REFERENCES exhibits (id),
    plan       BYTEA NOT NULL,
    by_id      TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    why        TEXT NOT NULL DEFAULT '',
    percent    INTEGER NOT NULL DEFAULT 0,
    started_at BIGINT NOT NULL,
    touched_at BIGINT NOT NULL
);
CREATE INDEX redaction_jobs_case ON redaction_jobs (case_id, exhibit_id, started_at, id);
CREATE UNIQUE INDEX redaction_jobs_one ON redaction_jobs (case_id, exhibit_id) WHERE state = 'running';

-- +goose Down
DROP TABLE redaction_jobs;
