package review

import (
	"context"
	"time"

	"loupe/models"
)

// NoticeStore keeps notices and who has what open.
type NoticeStore interface {
	Notices(ctx context.Context, person models.ID, each int) ([]models.NoticeGroup, error)
	NoticeCount(ctx context.Context, person models.ID) (int, error)
	ReadNoticeGroup(ctx context.Context, person models.ID, g models.NoticeGroup, at time.Time) error
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

// shownNotices is how many of a group are listed one by one.
const shownNotices = 20

// Notices lists what waits for a person by kind and desk, the group with the newest first.
func (r *Review) Notices(ctx context.Context, by models.Person) ([]models.NoticeGroup, error) {
	return r.store.Notices(ctx, by.ID, shownNotices)
}

// NoticeCount counts what waits for a person.
func (r *Review) NoticeCount(ctx context.Context, by models.Person) (int, error) {
	return r.store.NoticeCount(ctx, by.ID)
}

// ReadNotices marks a person's notices of an item as read.
func (r *Review) ReadNotices(ctx context.Context, by models.Person, item models.ID) error {
	return r.store.ReadNotices(ctx, by.ID, item, r.now())
}

// ReadNoticeGroup marks those of a kind and desk as read, up to the group's newest; all with no kind.
func (r *Review) ReadNoticeGroup(ctx context.Context, by models.Person, g models.NoticeGroup) error {
	return r.store.ReadNoticeGroup(ctx, by.ID, g, r.now())
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
