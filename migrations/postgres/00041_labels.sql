-- Labels that a desk makes and sets on its reports. Their names are sealed to the desk's key; which report
-- carries which is kept as ids, so that a queue can be narrowed to one without opening anything.

-- +goose Up
CREATE TABLE labels (
    id         TEXT PRIMARY KEY,
    desk_id    TEXT NOT NULL REFERENCES desks (id),
    generation INTEGER NOT NULL,
    sealed     BYTEA NOT NULL
);
CREATE INDEX labels_desk ON labels (desk_id);

CREATE TABLE report_labels (
    label_id  TEXT NOT NULL REFERENCES labels (id) ON DELETE CASCADE,
    report_id TEXT NOT NULL REFERENCES reports (id),
    PRIMARY KEY (label_id, report_id)
);
CREATE INDEX report_labels_report ON report_labels (report_id);

-- +goose Down
DROP TABLE report_labels;
DROP TABLE labels;
