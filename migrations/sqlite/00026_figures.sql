-- Figures of the desk are counted from indexes that hold all they ask for. What a report is about lies
-- beside its desk and time, so that counting acts reads no reports.

-- +goose Up
ALTER TABLE report_categories ADD COLUMN desk_id TEXT NOT NULL DEFAULT '';
ALTER TABLE report_categories ADD COLUMN received_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE report_categories ADD COLUMN restricted BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE report_categories SET
    desk_id = (SELECT r.desk_id FROM reports r WHERE r.id = report_id),
    received_at = (SELECT r.received_at FROM reports r WHERE r.id = report_id),
    restricted = (SELECT r.restricted FROM reports r WHERE r.id = report_id);
CREATE INDEX report_categories_desk ON report_categories (desk_id, received_at, category, restricted);
CREATE INDEX reports_open ON reports (desk_id, state, restricted, received_at, due_at) WHERE state IN ('received', 'triage');
CREATE INDEX reports_facts ON reports (desk_id, received_at, site_id, restricted);
CREATE INDEX reports_triaged ON reports (desk_id, received_at, taken_at, restricted) WHERE taken_at > 0;
DROP INDEX reports_taken;
CREATE INDEX reports_taken ON reports (taken_by, state, desk_id, restricted);
CREATE INDEX cases_decided ON cases (desk_id, state, opened_at, outcome, restricted, id);
CREATE INDEX cases_opener ON cases (opened_by, state, desk_id, restricted);

-- +goose Down
DROP INDEX cases_opener;
DROP INDEX cases_decided;
DROP INDEX reports_taken;
CREATE INDEX reports_taken ON reports (taken_by, state);
DROP INDEX reports_triaged;
DROP INDEX reports_facts;
DROP INDEX reports_open;
DROP INDEX report_categories_desk;
ALTER TABLE report_categories DROP COLUMN restricted;
ALTER TABLE report_categories DROP COLUMN received_at;
ALTER TABLE report_categories DROP COLUMN desk_id;
