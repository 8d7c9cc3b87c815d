// Package alerts tells people of new published cases by mail: a search, an address, one digest a day.
// Address and search are sealed to a key that lies beside the database; without it a copy of the
// database names nobody. It reads publications only.
package alerts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"net/url"
	"strings"
	"time"

	"loupe/models"
	"loupe/seal"
)

// Store keeps alerts.
type Store interface {
	AddAlert(ctx context.Context, a models.Alert) error
	AlertsAsked(ctx context.Context, address string, since time.Time) (int, error)
	AlertByLookup(ctx context.Context, lookup string) (models.Alert, error)
	ConfirmAlert(ctx context.Context, id models.ID, change int64, at time.Time) error
	DropAlert(ctx context.Context, id models.ID) error
	AlertsDue(ctx context.Context, before time.Time) ([]models.Alert, error)
	SentAlert(ctx context.Context, id models.ID, change int64, at time.Time) error
	DropUnconfirmed(ctx context.Context, before time.Time) error
}

// Finder finds what has become public.
type Finder interface {
	// NewSince gives what matches a search and was published or corrected after a change, newest first, and
	// the newest change there is.
	NewSince(ctx context.Context, query url.Values, change int64) ([]models.Publication, int64, error)
	// Newest is the newest change.
	Newest(ctx context.Context) (int64, error)
}

// Letter is a mail to one person.
type Letter struct {
	To, Subject, Text string
	Stop              string // address that ends the alert with one click (RFC 8058)
}

// Send hands a letter to a mail server.
type Send func(ctx context.Context, l Letter) error

// Words writes letters in a person's language.
type Words interface {
	Confirm(w models.AlertWish) Letter
	Digest(w models.AlertWish, list []models.Publication) Letter
}

// Alerts sends them. It is safe for many goroutines.
type Alerts struct {
	store  Store
	find   Finder
	key    seal.PrivateKey
	words  Words
	send   Send // nil when there is no mail server
	now    func() time.Time
	random io.Reader
}

// New makes Alerts. Without send nothing is offered.
func New(store Store, find Finder, key seal.PrivateKey, words Words, send Send, now func() time.Time, random io.Reader) *Alerts {
	return &Alerts{store, find, key, words, send, now, random}
}

// Offered tells whether there is a mail server.
func (a *Alerts) Offered() bool { return a != nil && a.send != nil }

const (
	asksADay = 3 // letters of confirmation to one address
	fresh    = 48 * time.Hour
	interval = 24 * time.Hour
)

// Ask sends a letter that asks whether the wish is its reader's own. Nothing else is sent before it is
// confirmed. An address that was asked too often hears nothing more today, and the caller can't tell.
func (a *Alerts) Ask(ctx context.Context, email, query, language string) error {
	if !a.Offered() {
		return models.ErrNotFound
	}
	address, err := mail.ParseAddress(strings.TrimSpace(email))
	if err != nil || len(address.Address) > 254 {
		return models.RefuseFields(models.FieldError{Field: "email", Key: "alerts.error.email"})
	}
	if len(query) > 1000 {
		return models.RefuseFields(models.FieldError{Field: "query", Key: "alerts.error.query"})
	}
	digest, err := a.key.Digest("loupe alert address", strings.ToLower(address.Address))
	if err != nil {
		return err
	}
	asked, err := a.store.AlertsAsked(ctx, digest, a.now().Add(-interval))
	if err != nil {
		return fmt.Errorf("counting alerts: %w", err)
	}
	if asked >= asksADay {
		return nil
	}
	row := models.Alert{Address: digest, MadeAt: a.now()}
	if row.ID, err = models.NewID(a.random); err != nil {
		return err
	}
	wish := models.AlertWish{Email: address.Address, Query: query, Language: language}
	if wish.Token, row.Lookup, err = seal.NewToken(a.random); err != nil {
		return err
	}
	plain, err := json.Marshal(wish)
	if err == nil {
		row.Sealed, err = seal.Seal(label(row.ID), plain, a.key.Public())
	}
	if err == nil {
		err = a.store.AddAlert(ctx, row)
	}
	if err != nil {
		return err
	}
	if err := a.send(ctx, a.words.Confirm(wish)); err != nil {
		return errors.Join(&models.Error{Kind: models.Unavailable, Key: "alerts.error.mail", Cause: err}, a.store.DropAlert(ctx, row.ID))
	}
	return nil
}

// Wish gives what a letter's link stands for, so that its reader sees what they confirm or stop.
func (a *Alerts) Wish(ctx context.Context, token string) (models.AlertWish, error) {
	_, w, err := a.wish(ctx, token)
	return w, err
}

// Confirm begins the alert: only what becomes public from now on is told.
func (a *Alerts) Confirm(ctx context.Context, token string) error {
	row, _, err := a.wish(ctx, token)
	if err != nil || !row.ConfirmedAt.IsZero() {
		return err
	}
	newest, err := a.find.Newest(ctx)
	if err != nil {
		return err
	}
	return a.store.ConfirmAlert(ctx, row.ID, newest, a.now())
}

// Stop ends the alert and forgets the address. Twice is fine.
func (a *Alerts) Stop(ctx context.Context, token string) error {
	row, err := a.store.AlertByLookup(ctx, seal.HashToken(token))
	if models.KindOf(err) == models.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return a.store.DropAlert(ctx, row.ID)
}

func (a *Alerts) wish(ctx context.Context, token string) (models.Alert, models.AlertWish, error) {
	row, err := a.store.AlertByLookup(ctx, seal.HashToken(token))
	if err != nil {
		return row, models.AlertWish{}, err
	}
	w, err := a.open(row)
	return row, w, err
}

func (a *Alerts) open(row models.Alert) (models.AlertWish, error) {
	var w models.AlertWish
	plain, err := seal.Open(label(row.ID), row.Sealed, a.key)
	if err != nil {
		return w, fmt.Errorf("opening an alert: %w", err)
	}
	return w, json.Unmarshal(plain, &w)
}

// Deliver sends the digests that are due, at most one a day each and none when nothing is new, and
// forgets wishes that nobody confirmed. What can't be sent is tried again the next time.
func (a *Alerts) Deliver(ctx context.Context) (sent int, err error) {
	if !a.Offered() {
		return 0, nil
	}
	due, err := a.store.AlertsDue(ctx, a.now().Add(-interval))
	if err != nil {
		return 0, fmt.Errorf("looking for alerts: %w", err)
	}
	for _, row := range due {
		told, failed := a.deliver(ctx, row)
		if told {
			sent++
		}
		err = errors.Join(err, failed)
	}
	return sent, errors.Join(err, a.store.DropUnconfirmed(ctx, a.now().Add(-fresh)))
}

func (a *Alerts) deliver(ctx context.Context, row models.Alert) (told bool, err error) {
	w, err := a.open(row)
	if err != nil {
		return false, err
	}
	query, err := url.ParseQuery(w.Query)
	if err != nil {
		return false, a.store.DropAlert(ctx, row.ID)
	}
	list, newest, err := a.find.NewSince(ctx, query, row.Change)
	if err != nil || len(list) == 0 {
		return false, err
	}
	if err := a.send(ctx, a.words.Digest(w, list)); err != nil {
		return false, err
	}
	return true, a.store.SentAlert(ctx, row.ID, newest, a.now())
}

func label(id models.ID) seal.Label {
	return seal.Label{Kind: models.SealAlert, IDs: []string{string(id)}}
}
