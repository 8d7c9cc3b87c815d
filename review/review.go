// Package review is the third leg of a report's way: reviewers take a report, read it, examine its
// exhibits, ask its source, join it to a case, grade, check, propose an outcome, and a second
// person confirms it. What it opens lives for one request and is never written down.
package review

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"loupe/keyring"
	"loupe/media"
	"loupe/models"
	"loupe/paper"
	"loupe/seal"
)

// Objects is what examining exhibits needs of the object store.
type Objects interface {
	Put(ctx context.Context, key string, r io.Reader, size int64) error
	Get(ctx context.Context, key string) (io.ReadCloser, error)
	ReadAt(ctx context.Context, key string, p []byte, off int64) (int, error)
	Delete(ctx context.Context, key string) error
}

// Store is all that review asks of the records; each file says which part it uses.
type Store interface {
	keyring.Store
	QueueStore
	ReportStore
	ExhibitStore
	ExhibitNoteStore
	CopyStore
	MessageStore
	CaseStore
	FindingStore
	DecisionStore
	EscalationStore
	NoticeStore
	TaskStore
	FollowUpStore
	IndexStore
	EraseStore
	ReadyStore
	LabelStore
	RestrictionStore
	FigureStore
	OpeningStore
}

// Review does the deeds of reviewers. It is safe for many goroutines.
type Review struct {
	store   Store
	objects Objects
	media   *media.Processor
	now     func() time.Time
	random  io.Reader
	// Papers reads documents in a bounded process; nil where none can be started.
	Papers *paper.Reader
	// Film takes stills and sound from recordings; nil where ffmpeg isn't installed.
	Film *media.FFmpeg
}

// New makes a Review.
func New(store Store, objects Objects, m *media.Processor, now func() time.Time, random io.Reader) *Review {
	return &Review{store: store, objects: objects, media: m, now: now, random: random}
}

// Reader is a person with their open key: who acts, and what they can open. It lives for one request.
type Reader struct {
	models.Person
	Key seal.PrivateKey
}

func (r *Review) ring(by Reader) *keyring.Ring { return keyring.New(r.store, by.ID, by.Key) }

func (r *Review) custody(by models.Person, kind string, item models.ID, deed models.Deed, detail string) models.Custody {
	return models.Custody{ItemKind: kind, ItemID: item, Deed: deed, ActorID: by.ID, At: r.now(), Detail: detail}
}

func openText(label seal.Label, sealed []byte, key seal.PrivateKey) (string, error) {
	if len(sealed) == 0 {
		return "", nil
	}
	plain, err := seal.Open(label, sealed, key)
	if err != nil {
		return "", fmt.Errorf("opening a %s: %w", label.Kind, err)
	}
	return string(plain), nil
}

// errKeyless is given when a report can't be opened by any desk of the reader.
var errKeyless = &models.Error{Kind: models.Unavailable, Key: "desk.error.no_key", Cause: errors.New("no desk of the person holds a copy of the key")}

func keyError(err error) error {
	if models.KindOf(err) == models.NotFound {
		return errKeyless
	}
	return err
}

// textWithin refuses words that are missing or longer than max characters, in the field named.
func textWithin(field, text string, max int) error {
	switch {
	case text == "":
		return models.RefuseFields(models.FieldError{Field: field, Key: "desk.error.empty"})
	case len([]rune(text)) > max:
		return models.RefuseFields(models.FieldError{Field: field, Key: "desk.error.long", Args: map[string]any{"Max": max}})
	}
	return nil
}
