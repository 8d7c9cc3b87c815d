package records

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

func addNotices(tx *gorm.DB, list []models.Notice) error {
	for _, n := range list {
		// One that waits already says the same.
		err := exec(tx, `INSERT INTO notices (id, person_id, kind, item_kind, item_id, at)
			SELECT CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS BIGINT) WHERE NOT EXISTS (
				SELECT 1 FROM notices WHERE person_id = ? AND kind = ? AND item_id = ? AND read_at = 0)`,
			n.ID, n.PersonID, n.Kind, n.ItemKind, n.ItemID, micros(n.At), n.PersonID, n.Kind, n.ItemID)
		if err != nil {
			return err
		}
	}
	return nil
}

// AddNotices tells people that something waits.
func (s *Store) AddNotices(ctx context.Context, list []models.Notice) error {
	if len(list) == 0 {
		return nil
	}
	return s.write(ctx, nil, func(tx *gorm.DB) error { return addNotices(tx, list) })
}

// noticeDesk is the desk of a notice's (n) item.
const noticeDesk = `COALESCE(CASE n.item_kind WHEN 'report' THEN (SELECT r.desk_id FROM reports r WHERE r.id = n.item_id) WHEN 'case' THEN (SELECT c.desk_id FROM cases c WHERE c.id = n.item_id) END, '')`

// waits holds for notices (n) that still say something to their person: what they may know of, reports of
// desks that they are on, and nothing as overdue that has been dealt with.
const waits = known + ` AND NOT EXISTS (SELECT 1 FROM reports r WHERE n.item_kind = 'report' AND r.id = n.item_id
	AND ((n.kind = 'overdue' AND r.state NOT IN ('received', 'triage')) OR (r.desk_id <> '' AND NOT EXISTS (SELECT 1 FROM desk_members m WHERE m.person_id = n.person_id AND m.state = 'member' AND m.desk_id = r.desk_id))))`

// Notices lists a person's unread notices by kind and desk, the group with the newest first; of each group
// all are counted and the newest few given.
func (s *Store) Notices(ctx context.Context, person models.ID, each int) ([]models.NoticeGroup, error) {
	var rows []struct {
		ID, PersonID, Kind, ItemKind, ItemID, DeskID string
		At                                           int64
		Many                                         int
	}
	err := s.read(ctx).Raw(`SELECT * FROM (SELECT w.*, COUNT(*) OVER (PARTITION BY kind, desk_id) AS many, ROW_NUMBER() OVER (PARTITION BY kind, desk_id ORDER BY at DESC, id DESC) AS place
		FROM (SELECT n.id, n.person_id, n.kind, n.item_kind, n.item_id, n.at, `+noticeDesk+` AS desk_id FROM notices n WHERE n.person_id = ? AND n.read_at = 0 AND `+waits+`) w) g WHERE place <= ? ORDER BY at DESC, id DESC`, person, each).Scan(&rows).Error
	var out []models.NoticeGroup
	for _, r := range rows {
		n := models.Notice{ID: models.ID(r.ID), PersonID: models.ID(r.PersonID), Kind: models.NoticeKind(r.Kind), ItemKind: r.ItemKind, ItemID: models.ID(r.ItemID), At: fromMicros(r.At)}
		i := slices.IndexFunc(out, func(g models.NoticeGroup) bool { return g.Kind == n.Kind && g.DeskID == models.ID(r.DeskID) })
		if i < 0 {
			i, out = len(out), append(out, models.NoticeGroup{Kind: n.Kind, DeskID: models.ID(r.DeskID), Count: r.Many, Newest: n.At})
		}
		out[i].Rows = append(out[i].Rows, n)
	}
	return out, told(err)
}

// NoticeCount counts a person's unread notices.
func (s *Store) NoticeCount(ctx context.Context, person models.ID) (count int, err error) {
	err = s.read(ctx).Raw(`SELECT COUNT(*) FROM notices n WHERE n.person_id = ? AND n.read_at = 0 AND `+waits, person).Scan(&count).Error
	return count, told(err)
}

// ReadNoticeGroup marks a person's notices of one kind and desk as read; of all with a group that has no
// kind. What came after the group's newest stays unread: they haven't seen it.
func (s *Store) ReadNoticeGroup(ctx context.Context, person models.ID, g models.NoticeGroup, at time.Time) error {
	where, args := `n.person_id = ? AND n.read_at = 0 AND n.at <= ?`, []any{micros(at), person, micros(g.Newest)}
	if g.Kind != "" {
		where, args = where+` AND n.kind = ? AND `+noticeDesk+` = ?`, append(args, g.Kind, g.DeskID)
	}
	return told(exec(s.writer.WithContext(ctx), `UPDATE notices AS n SET read_at = ? WHERE `+where, args...))
}

// ReadNotices marks a person's notices of an item as read.
func (s *Store) ReadNotices(ctx context.Context, person, item models.ID, at time.Time) error {
	return told(exec(s.writer.WithContext(ctx), `UPDATE notices SET read_at = ? WHERE person_id = ? AND read_at = 0 AND item_id = ?`, micros(at), person, item))
}

// Present says that a person has an item open, and lists who else has, longest first. Whoever was
// not heard of since a time is gone.
func (s *Store) Present(ctx context.Context, item, person models.ID, now, since time.Time) ([]models.Presence, error) {
	err := s.write(ctx, nil, func(tx *gorm.DB) error {
		if err := exec(tx, `DELETE FROM presence WHERE at < ?`, micros(since)); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO presence (item_id, person_id, since, at) VALUES (?, ?, ?, ?) ON CONFLICT (item_id, person_id) DO UPDATE SET at = excluded.at`, item, person, micros(now), micros(now))
	})
	if err != nil {
		return nil, err
	}
	return s.PresentAt(ctx, item, person, since)
}

// PresentAt lists who else has an item open.
func (s *Store) PresentAt(ctx context.Context, item, but models.ID, since time.Time) ([]models.Presence, error) {
	var rows []struct {
		Name  string
		Since int64
	}
	err := s.read(ctx).Raw(`SELECT p.name, x.since FROM presence x JOIN persons p ON p.id = x.person_id WHERE x.item_id = ? AND x.person_id <> ? AND x.at >= ? ORDER BY x.since, p.name`, item, but, micros(since)).Scan(&rows).Error
	out := make([]models.Presence, len(rows))
	for i, r := range rows {
		out[i] = models.Presence{Name: r.Name, Since: fromMicros(r.Since)}
	}
	return out, told(err)
}

// Absent says that a person has closed an item.
func (s *Store) Absent(ctx context.Context, item, person models.ID) error {
	return told(exec(s.writer.WithContext(ctx), `DELETE FROM presence WHERE item_id = ? AND person_id = ?`, item, person))
}

// Views lists a person's own views by name.
func (s *Store) Views(ctx context.Context, person models.ID) ([]models.View, error) {
	var rows []models.View
	err := s.read(ctx).Raw(`SELECT id, name, query FROM views WHERE person_id = ? ORDER BY name`, person).Scan(&rows).Error
	return rows, told(err)
}

// SaveView keeps a view; one of the same name is replaced.
func (s *Store) SaveView(ctx context.Context, person models.ID, v models.View) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO views (id, person_id, name, query) VALUES (?, ?, ?, ?) ON CONFLICT (person_id, name) DO UPDATE SET query = excluded.query`, v.ID, person, v.Name, v.Query)
	})
}

// DropView removes one of a person's views.
func (s *Store) DropView(ctx context.Context, person, id models.ID) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		return must(tx, `DELETE FROM views WHERE id = ? AND person_id = ?`, id, person)
	})
}

// DigestsDue lists people for whom something waits that they weren't written about, and whose last
// letter is as long ago as they want.
func (s *Store) DigestsDue(ctx context.Context, now time.Time) ([]models.ID, error) {
	var ids []models.ID
	err := s.read(ctx).Raw(`SELECT p.id FROM persons p WHERE p.digest_hours > 0 AND p.disabled_at = 0
		AND EXISTS (SELECT 1 FROM notices n WHERE n.person_id = p.id AND n.read_at = 0 AND n.mailed_at = 0 AND `+waits+`)
		AND NOT EXISTS (SELECT 1 FROM notices n WHERE n.person_id = p.id AND n.mailed_at > ? - p.digest_hours * CAST(3600000000 AS BIGINT)) ORDER BY p.id`, micros(now)).Scan(&ids).Error
	return ids, told(err)
}

// MailedNotices notes that a person was written to about all that waits now.
func (s *Store) MailedNotices(ctx context.Context, person models.ID, at time.Time) error {
	return told(exec(s.writer.WithContext(ctx), `UPDATE notices SET mailed_at = ? WHERE person_id = ? AND mailed_at = 0`, micros(at), person))
}
