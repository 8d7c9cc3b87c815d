-- A still that was kept of a recording is redacted by a plan of its own, apart from its recording's.

-- +goose Up
-- '' for a redaction of the exhibit itself; else the working copy that is redacted.
ALTER TABLE redactions ADD COLUMN still_id TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE redactions DROP COLUMN still_id;
