package review

import (
	"context"
	"fmt"

	"golang.org/x/text/language"

	"loupe/models"
)

// ReadyStore keeps the messages that desks have ready.
type ReadyStore interface {
	ReadyMessages(ctx context.Context, desk models.ID) ([]models.ReadyMessage, error)
	PutReadyMessage(ctx context.Context, m models.ReadyMessage, ev models.Custody) error
	DropReadyMessage(ctx context.Context, desk, id models.ID, ev models.Custody) error
}

// Ready lists what a desk of the reader has ready, by name. It holds nothing of any report.
func (r *Review) Ready(ctx context.Context, by models.Person, desk models.ID) ([]models.ReadyMessage, error) {
	if !by.MemberOf(desk) {
		return nil, models.ErrNotFound
	}
	list, err := r.store.ReadyMessages(ctx, desk)
	if err != nil {
		return nil, fmt.Errorf("reading ready messages: %w", err)
	}
	return list, nil
}

// WriteReady keeps a message for a desk, new when it has no ID.
func (r *Review) WriteReady(ctx context.Context, by models.Person, m models.ReadyMessage) (err error) {
	if !by.MemberOf(m.DeskID) {
		return models.ErrNotFound
	}
	if err := textWithin("name", m.Name, 80); err != nil {
		return err
	}
	if err := textWithin("text", m.Text, messageLength); err != nil {
		return err
	}
	tag, err := language.Parse(m.Language)
	if err != nil || m.Language == "" {
		return models.RefuseFields(models.FieldError{Field: "language", Key: "talk.error.language"})
	}
	m.Language = tag.String()
	if m.ID == "" {
		if m.ID, err = models.NewID(r.random); err != nil {
			return err
		}
	}
	return r.store.PutReadyMessage(ctx, m, r.custody(by, models.ItemDesk, m.DeskID, models.DeedDeskReady, m.Name))
}

// DropReady removes one.
func (r *Review) DropReady(ctx context.Context, by models.Person, desk, id models.ID) error {
	if !by.MemberOf(desk) {
		return models.ErrNotFound
	}
	return r.store.DropReadyMessage(ctx, desk, id, r.custody(by, models.ItemDesk, desk, models.DeedDeskReady, ""))
}
