package records

import (
	"context"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// Messages lists a report's messages, oldest first.
func (s *Store) Messages(ctx context.Context, report models.ID) ([]models.Message, error) {
	var rows []struct {
		ID, ReportID, Kind, AuthorID string
		ForDesk, ForSource           []byte
		Exhibits                     int
		At, ReadAt                   int64
	}
	err := s.read(ctx).Raw(`SELECT id, report_id, kind, author_id, for_desk, for_source, exhibits, at, read_at FROM messages WHERE report_id = ? ORDER BY at, id`, report).Scan(&rows).Error
	out := make([]models.Message, len(rows))
	for i, r := range rows {
		out[i] = models.Message{
			ID: models.ID(r.ID), ReportID: models.ID(r.ReportID), Kind: models.MessageKind(r.Kind), AuthorID: models.ID(r.AuthorID),
			ForDesk: r.ForDesk, ForSource: r.ForSource, Exhibits: r.Exhibits, At: fromMicros(r.At), ReadAt: fromMicros(r.ReadAt),
		}
	}
	return out, told(err)
}

// AddMessage adds a message with its exhibits. The same once twice is the same message. An answer
// makes its report wait to be read.
func (s *Store) AddMessage(ctx context.Context, m models.Message, list []models.ID, once string, ev models.Custody) (already bool, err error) {
	err = s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if m.Finish != nil {
			if err := finish(tx, *m.Finish); err != nil {
				return err
			}
		}
		if err := acceptExhibits(tx, m.ReportID, m.ID, list, m.At); err != nil {
			return err
		}
		if err := exec(tx, `INSERT INTO messages (id, report_id, kind, author_id, for_desk, for_source, exhibits, once, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			m.ID, m.ReportID, m.Kind, m.AuthorID, m.ForDesk, m.ForSource, len(list), orNull(once), micros(m.At)); err != nil {
			return err
		}
		for _, a := range m.Attached {
			if err := exec(tx, `INSERT INTO attachments (id, message_id, report_id, object_key, size) VALUES (?, ?, ?, ?, ?)`, a.ID, m.ID, a.ReportID, a.Key, a.Size); err != nil {
				return err
			}
		}
		if err := keepSent(tx, m.ReportID, m.Sent, m.At); err != nil {
			return err
		}
		if m.Consent != "" {
			if err := must(tx, `UPDATE reports SET consent = ? WHERE id = ?`, m.Consent, m.ReportID); err != nil {
				return err
			}
		}
		if err := exec(tx, `UPDATE index_reports SET stale = TRUE WHERE report_id = ?`, m.ReportID); err != nil {
			return err // its new words are to be found too
		}
		if m.Kind == models.MessageAnswer {
			return must(tx, `UPDATE reports SET waiting = TRUE, asked = FALSE WHERE id = ?`, m.ReportID)
		}
		return must(tx, `UPDATE reports SET asked = TRUE WHERE id = ?`, m.ReportID)
	})
	if err != nil && once != "" && models.KindOf(err) == models.Conflict {
		var id string
		if found(s.writer.WithContext(ctx).Raw(`SELECT id FROM messages WHERE once = ?`, once).Scan(&id)) == nil {
			return true, nil
		}
	}
	return false, err
}

// ReadMessages marks the other side's messages as read; the desk's reading ends the report's waiting.
func (s *Store) ReadMessages(ctx context.Context, report models.ID, bySource bool, at time.Time, ev ...models.Custody) error {
	return s.write(ctx, ev, func(tx *gorm.DB) error {
		kind := models.MessageAnswer
		if bySource {
			kind = models.MessageQuestion
		}
		if err := exec(tx, `UPDATE messages SET read_at = ? WHERE report_id = ? AND kind = ? AND read_at = 0`, micros(at), report, kind); err != nil || bySource {
			return err
		}
		return exec(tx, `UPDATE reports SET waiting = FALSE WHERE id = ?`, report)
	})
}

// Return gives what a receipt shows its owner.
func (s *Store) Return(ctx context.Context, receiptID string) (models.Return, error) {
	if receiptID == "" {
		return models.Return{}, models.ErrNotFound
	}
	list, err := reports(s.read(ctx), ` WHERE r.receipt_id = ?`, receiptID)
	if err != nil || len(list) == 0 {
		return models.Return{}, orNotFound(err)
	}
	return s.whole(ctx, list[0])
}

// ReturnOf gives the same of one report for the person who submitted it.
func (s *Store) ReturnOf(ctx context.Context, report, submitter models.ID) (models.Return, error) {
	list, err := reports(s.read(ctx), ` WHERE r.id = ? AND r.submitter_id = ? AND r.submitter_id <> ''`, report, submitter)
	if err != nil || len(list) == 0 {
		return models.Return{}, orNotFound(err)
	}
	return s.whole(ctx, list[0])
}

func (s *Store) whole(ctx context.Context, r models.Report) (models.Return, error) {
	out := models.Return{Report: r}
	if err := s.caseStates(ctx, []*models.Return{&out}); err != nil {
		return out, err
	}
	var err error
	if out.Exhibits, err = s.Exhibits(ctx, r.ID); err != nil {
		return out, err
	}
	out.Messages, err = s.Messages(ctx, r.ID)
	return out, err
}

// caseStates fills in how far the cases of reports are.
func (s *Store) caseStates(ctx context.Context, list []*models.Return) error {
	byCase := map[models.ID][]*models.Return{}
	var ids []models.ID
	for _, r := range list {
		if r.Report.CaseID != "" {
			ids = append(ids, r.Report.CaseID)
			byCase[r.Report.CaseID] = append(byCase[r.Report.CaseID], r)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var rows []struct {
		ID                      models.ID
		State, Publication, Ref string
	}
	if err := s.read(ctx).Raw(`SELECT id, state, publication, ref FROM cases WHERE id IN ?`, ids).Scan(&rows).Error; err != nil {
		return told(err)
	}
	for _, row := range rows {
		for _, r := range byCase[row.ID] {
			r.CaseState, r.Public, r.Ref = models.CaseState(row.State), models.PublicationState(row.Publication), row.Ref
		}
	}
	return nil
}

// ReportsBySubmitter lists a person's own reports, newest first, without exhibits and messages.
func (s *Store) ReportsBySubmitter(ctx context.Context, person models.ID, after string, limit int) ([]models.Return, string, error) {
	where, args := ` WHERE r.submitter_id = ?`, []any{person}
	if person == "" {
		return nil, "", models.ErrNotFound
	}
	if after != "" {
		var at int64
		var id string
		if err := decodeCursor(after, &at, &id); err != nil {
			return nil, "", err
		}
		where, args = where+` AND (r.received_at, r.id) < (?, ?)`, append(args, at, id)
	}
	limit = limitOr(limit, models.PageSize)
	list, err := reports(s.read(ctx), where+` ORDER BY r.received_at DESC, r.id DESC LIMIT ?`, append(args, limit+1)...)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(list) > limit {
		list = list[:limit]
		next = encodeCursor(micros(list[limit-1].Facts.ReceivedAt), list[limit-1].ID)
	}
	out, refs := make([]models.Return, len(list)), make([]*models.Return, len(list))
	for i, r := range list {
		out[i].Report = r
		refs[i] = &out[i]
	}
	return out, next, s.caseStates(ctx, refs)
}
