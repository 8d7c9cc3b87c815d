package review

import (
	"context"
	"time"

	"loupe/models"
)

// NoticeStore keeps notices and who has what open.
type NoticeStore interface {
	Notices(ctx context.Context, person models.ID, limit int) ([]models.Notice, error)
	ReadNotices(ctx context.Context, person, item models.ID, at time.Time) error
	Present(ctx context.Context, item, person models.ID, now, since time.Time) ([]models.Presence, error)
	PresentAt(ctx context.Context, item, but models.ID, since time.Time) ([]models.Presence, error)
	Absent(ctx context.Context, item, person models.ID) error
	Views(ctx context.Context, person models.ID) ([]models.View, error)
	SaveView(ctx context.Context, person models.ID, v models.View) error
	DropView(ctx context.Context, person, id models.ID) error
}

// presenceLife is how long after the last sign of life somebody counts as present.
const presenceLife = 40 * time.Second

// Notices lists what waits for a person, newest first.
func (r *Review) Notices(ctx context.Context, by models.Person) ([]models.Notice, error) {
	return r.store.Notices(ctx, by.ID, 100)
}

// ReadNotices marks a person's notices as read: those of an item, or all with "".
func (r *Review) ReadNotices(ctx context.Context, by models.Person, item models.ID) error {
	return r.store.ReadNotices(ctx, by.ID, item, r.now())
}

// Present says that a person has an item open, and gives the colleagues who have. The item has to be
// one that they may know of.
func (r *Review) Present(ctx context.Context, by models.Person, kind string, item models.ID) ([]models.Presence, error) {
	if err := r.mayKnow(ctx, by, kind, item); err != nil {
		return nil, err
	}
	return r.store.Present(ctx, item, by.ID, r.now(), r.now().Add(-presenceLife))
}

// Absent says that they have closed it.
func (r *Review) Absent(ctx context.Context, by models.Person, item models.ID) error {
	return r.store.Absent(ctx, item, by.ID)
}

func (r *Review) mayKnow(ctx context.Context, by models.Person, kind string, item models.ID) error {
	if kind == models.ItemCase {
		_, err := r.allowCase(ctx, by, item, models.DeedCaseRead)
		return err
	}
	_, err := r.allow(ctx, by, item, models.DeedReportRead)
	return err
}

// Views lists a person's own views of the queue.
func (r *Review) Views(ctx context.Context, by models.Person) ([]models.View, error) {
	return r.store.Views(ctx, by.ID)
}

// SaveView keeps a view under a name; the same name again replaces it.
func (r *Review) SaveView(ctx context.Context, by models.Person, name, query string) error {
	if err := textWithin("name", name, 40); err != nil {
		return err
	}
	if len(query) > 1000 {
		return models.RefuseFields(models.FieldError{Field: "name", Key: "desk.error.choose"})
	}
	id, err := models.NewID(r.random)
	if err != nil {
		return err
	}
	return r.store.SaveView(ctx, by.ID, models.View{ID: id, Name: name, Query: query})
}

// DropView removes one.
func (r *Review) DropView(ctx context.Context, by models.Person, id models.ID) error {
	return r.store.DropView(ctx, by.ID, id)
}
