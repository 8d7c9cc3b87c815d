// Package publish is the fourth leg of a report's way: an editor of the case's desk writes the
// public text, redacts pictures, sees what the public will see, publishes, and later corrects or
// withdraws. What a testimony's giver did not allow can't be published.
package publish

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"loupe/keyring"
	"loupe/media"
	"loupe/models"
	"loupe/seal"
)

// Objects is what publishing needs of the object store.
type Objects interface {
	Put(ctx context.Context, key string, r io.Reader, size int64) error
	Get(ctx context.Context, key string) (io.ReadCloser, error)
	ReadAt(ctx context.Context, key string, p []byte, off int64) (int, error)
	Delete(ctx context.Context, key string) error
	List(ctx context.Context, prefix string, fn func(key string, size int64) error) error
}

// Store is what publishing asks of the records.
type Store interface {
	keyring.Store
	Case(ctx context.Context, id models.ID) (models.Case, error)
	CaseFile(ctx context.Context, id models.ID) (sealed []byte, version int, err error)
	CaseReports(ctx context.Context, id models.ID) ([]models.Report, error)
	Grades(ctx context.Context, id models.ID) ([]models.Grade, error)
	CheckAnswers(ctx context.Context, id models.ID) ([]models.CheckAnswer, error)
	Consents(ctx context.Context, id models.ID) ([]models.Consent, error)
	Sites(ctx context.Context) ([]models.Site, error)
	Exhibits(ctx context.Context, report models.ID) ([]models.Exhibit, error)
	Exhibit(ctx context.Context, id models.ID) (models.Exhibit, error)
	Parts(ctx context.Context, exhibit models.ID) ([]models.Part, error)
	ExhibitCopies(ctx context.Context, exhibit models.ID, kind models.CopyKind, from, to int64) ([]models.ExhibitCopy, error)
	Draft(ctx context.Context, id models.ID) (sealed []byte, version int, err error)
	SaveDraft(ctx context.Context, id models.ID, sealed []byte, version int, ev models.Custody) error
	AddRedaction(ctx context.Context, rd models.Redaction, ev models.Custody) error
	Redactions(ctx context.Context, id models.ID) ([]models.Redaction, error)
	AddRedactionLook(ctx context.Context, l models.RedactionLook, ev models.Custody) error
	Platform(ctx context.Context) (models.Platform, error)
	Publish(ctx context.Context, v models.NewVersion, ev models.Custody) (models.Publication, error)
	Correct(ctx context.Context, v models.NewVersion, ev models.Custody) (models.Publication, error)
	Withdraw(ctx context.Context, ref string, w models.Withdrawal, ev models.Custody) (copies []string, err error)
	PublicationOf(ctx context.Context, id models.ID) (models.Publication, error)
	TranslationDrafts(ctx context.Context, id models.ID) ([]models.TranslationDraft, error)
	SaveTranslationDraft(ctx context.Context, id models.ID, d models.TranslationDraft, ev models.Custody) error
	ReleaseTranslation(ctx context.Context, id models.ID, t models.Translation, draft models.TranslationDraft, checkedBy models.ID, at time.Time, ev models.Custody) error
	CutStore
	WordLookStore
	DossierStore
	ScheduleStore
	PressStore
	PictureStore
}

// Desk is the editors' desk. It is safe for many goroutines.
type Desk struct {
	store   Store
	objects Objects
	media   *media.Processor
	freezer Freezer
	// unattended opens what must go out while nobody is signed in: scheduled versions. It is in no database.
	unattended seal.PrivateKey
	now        func() time.Time
	random     io.Reader
	// Film redacts recordings; nil where ffmpeg isn't installed. It is set before the first use.
	Film *media.FFmpeg
	// Say speaks the languages of the catalog; without it drafts begin without words on how a case was verified.
	// It is set before the first use.
	Say Say
	// cutting is held by the recording that is redacted: one at a time.
	cutting chan struct{}
}

// New makes a Desk.
func New(store Store, objects Objects, m *media.Processor, f Freezer, unattended seal.PrivateKey, now func() time.Time, random io.Reader) *Desk {
	return &Desk{store: store, objects: objects, media: m, freezer: f, unattended: unattended, now: now, random: random, Say: func(string, string, ...any) string { return "" }, cutting: make(chan struct{}, 1)}
}

// Editor is a person with their open key. It lives for one request.
type Editor struct {
	models.Person
	Key seal.PrivateKey
}

func (d *Desk) custody(by models.Person, id models.ID, deed models.Deed, detail string) models.Custody {
	return models.Custody{ItemKind: models.ItemCase, ItemID: id, Deed: deed, ActorID: by.ID, At: d.now(), Detail: detail}
}

// open asks whether the editor may do a deed to a case and opens the case's key.
func (d *Desk) open(ctx context.Context, by Editor, id models.ID, deed models.Deed) (models.Case, seal.PrivateKey, error) {
	c, err := d.store.Case(ctx, id)
	if err != nil {
		return models.Case{}, seal.PrivateKey{}, err
	}
	it := c.Item()
	it.ProposedBy = "" // the decision's
	if slices.ContainsFunc(models.PublicationMoves, func(m models.Move) bool { return m.Deed == deed }) {
		it.State = string(c.Publication)
	}
	if _, err := models.May(by.Person, deed, it); err != nil {
		return models.Case{}, seal.PrivateKey{}, err
	}
	key, err := keyring.New(d.store, by.ID, by.Key).Case(ctx, id)
	if models.KindOf(err) == models.NotFound {
		err = &models.Error{Kind: models.Unavailable, Key: "desk.error.no_key", Cause: errors.New("no desk of the person holds a copy of the key")}
	}
	return c, key, err
}
