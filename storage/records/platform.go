package records

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"loupe/models"
)

const platformSetting = "platform"

// Platform gives what set-up decided; models.ErrNotFound before it.
func (s *Store) Platform(ctx context.Context) (models.Platform, error) {
	var value string
	if err := found(s.read(ctx).Raw(`SELECT value FROM settings WHERE name = ?`, platformSetting).Scan(&value)); err != nil {
		return models.Platform{}, told(err)
	}
	var p models.Platform
	if err := json.Unmarshal([]byte(value), &p); err != nil {
		return models.Platform{}, fmt.Errorf("reading the platform's settings: %w", err)
	}
	return p, nil
}

// SetUp makes the platform, its first admin, desk and rules. It can happen once: a second one is a
// Conflict.
func (s *Store) SetUp(ctx context.Context, in models.SetUp, ev ...models.Custody) error {
	defer s.changed(ctx)
	return s.write(ctx, ev, func(tx *gorm.DB) error {
		value, err := json.Marshal(in.Platform)
		if err != nil {
			return err
		}
		if err := exec(tx, `INSERT INTO settings (name, value) VALUES (?, ?)`, platformSetting, string(value)); err != nil {
			return err
		}
		if err := addPerson(tx, in.Admin, in.AdminKey); err != nil {
			return err
		}
		if err := addDesk(tx, in.Desk); err != nil {
			return err
		}
		for _, r := range in.Rules {
			if err := exec(tx, `INSERT INTO rule_versions (number, text, note, by_id, at) VALUES (1, ?, '', '', ?)`, r.Text, micros(in.Platform.SetUpAt)); err != nil {
				return err
			}
		}
		return addRules(tx, in.Rules)
	})
}

// SavePlatform changes the settings.
func (s *Store) SavePlatform(ctx context.Context, p models.Platform, ev models.Custody) error {
	value, err := json.Marshal(p)
	if err != nil {
		return err
	}
	defer s.changed(ctx)
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE settings SET value = ? WHERE name = ?`, string(value), platformSetting)
	})
}

// Organisations lists them by name.
func (s *Store) Organisations(ctx context.Context) ([]models.Organisation, error) {
	var rows []models.Organisation
	err := s.read(ctx).Raw(`SELECT id, name, country FROM organisations ORDER BY name`).Scan(&rows).Error
	return rows, told(err)
}

// AddOrganisation adds one; a name that is taken is a Conflict.
func (s *Store) AddOrganisation(ctx context.Context, o models.Organisation, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO organisations (id, name, country) VALUES (?, ?, ?)`, o.ID, o.Name, o.Country)
	})
}

// Rules gives the routing rules in order.
func (s *Store) Rules(ctx context.Context) ([]models.Rule, error) {
	var rows []models.Rule
	err := s.read(ctx).Raw(`SELECT id, position, text FROM rules ORDER BY position`).Scan(&rows).Error
	return rows, told(err)
}

// RuleVersions lists how the rules read, newest first.
func (s *Store) RuleVersions(ctx context.Context, limit int) ([]models.RuleVersion, error) {
	var rows []struct {
		Number                   int
		Text, Note, ByID, ByName string
		At                       int64
	}
	err := s.read(ctx).Raw(`SELECT v.number, v.text, v.note, v.by_id, COALESCE(p.name, '') AS by_name, v.at FROM rule_versions v LEFT JOIN persons p ON p.id = v.by_id
		ORDER BY v.number DESC LIMIT ?`, limitOr(limit, 50)).Scan(&rows).Error
	out := make([]models.RuleVersion, len(rows))
	for i, r := range rows {
		out[i] = models.RuleVersion{Number: r.Number, Text: r.Text, Note: r.Note, By: models.ID(r.ByID), ByName: r.ByName, At: fromMicros(r.At)}
	}
	return out, told(err)
}

// Routed lists the newest reports with their facts, for trying rules.
func (s *Store) Routed(ctx context.Context, limit int) ([]models.RoutedReport, error) {
	list, err := reports(s.read(ctx), ` ORDER BY r.received_at DESC, r.id DESC LIMIT ?`, limitOr(limit, 1000))
	out := make([]models.RoutedReport, len(list))
	for i, r := range list {
		out[i] = models.RoutedReport{ID: r.ID, Facts: r.Facts, DeskID: r.DeskID, Priority: r.Priority}
	}
	return out, err
}

// ReplaceRules puts rules in the place of all others, and keeps how they read.
func (s *Store) ReplaceRules(ctx context.Context, rules []models.Rule, v models.RuleVersion, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := exec(tx, `INSERT INTO rule_versions (number, text, note, by_id, at) VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM rule_versions), ?, ?, ?, ?)`, v.Text, v.Note, v.By, micros(v.At)); err != nil {
			return err
		}
		if err := exec(tx, `DELETE FROM rules`); err != nil {
			return err
		}
		return addRules(tx, rules)
	})
}

func addRules(tx *gorm.DB, rules []models.Rule) error {
	for i, r := range rules {
		if err := exec(tx, `INSERT INTO rules (id, position, text) VALUES (?, ?, ?)`, r.ID, i+1, r.Text); err != nil {
			return err
		}
	}
	return nil
}
