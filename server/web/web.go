package web

import (
	"context"
	"hash/maphash"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/i18n"
	"loupe/models"
	"loupe/seal"
)

// Visitor is a signed-in person with their open key, for one request.
type Visitor struct {
	Person    models.Person
	Key       seal.PrivateKey
	SessionID string
	Proved    bool // they have shown of late who they are
}

// Options are what the shared part of the doors is made of.
type Options struct {
	// Alerts tells whether letters of new cases can be asked for.
	Alerts   bool
	Catalog  *i18n.Catalog
	Platform func(ctx context.Context) (models.Platform, error) // NotFound before set-up
	// Prove shows again who acts, by their passphrase; a refusal has the field "prove".
	Prove func(ctx context.Context, v *Visitor, passphrase string) error
	// ProvePasskey does so by the answer of a passkey to what was asked with a token; a refusal has the field "passkey".
	ProvePasskey func(ctx context.Context, v *Visitor, token, credential string) error
	// HasPasskey tells whether a person has a passkey that works here.
	HasPasskey func(ctx context.Context, person models.Person) bool
	// Session opens the session of a cookie's token; NotFound when there is none.
	Session func(ctx context.Context, token string) (*Visitor, error)
	// Generation changes whenever anything public does.
	Generation func() uint64
	// Stopping is closed when the server stops: open lines end then. nil never does.
	Stopping <-chan struct{}
	// Moving tells how far the changed keys of a signed-in person's desks are.
	Moving func(ctx context.Context, person models.Person) []models.Moving
	// Waiting counts what waits for a signed-in person.
	Waiting func(ctx context.Context, person models.Person) int
	Now     func() time.Time
	Random  io.Reader
	Log     *slog.Logger
	BaseURL string // "https://…"; decides on secure cookies and absolute addresses
}

// Web is the shared part of the doors.
type Web struct {
	Options
	*shipped
	tls      bool
	keep     *keep
	shared   parts
	parts    map[string]bool // paths of routes that read forms with files
	settings atomic.Pointer[settings]

	mu       sync.Mutex
	limiters map[uint64]*limiter
	salt     maphash.Seed
	salted   time.Time
}

// New reads all templates. It refuses to start when one doesn't parse.
func New(o Options) (*Web, error) {
	w := &Web{Options: o, tls: strings.HasPrefix(o.BaseURL, "https://"), keep: newKeep(), parts: map[string]bool{}, limiters: map[uint64]*limiter{}, salt: maphash.MakeSeed()}
	var err error
	if w.shipped, err = ship(); err != nil {
		return nil, err
	}
	return w, nil
}

// Mount puts what every request goes through on e: recovery, headers, forged-request protection,
// log, error pages, static files.
func (w *Web) Mount(e *echo.Echo) {
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = echo.ExtractIPDirect() // a proxy's header could be anybody's
	e.HTTPErrorHandler = w.handleError
	e.Use(w.log, w.recovered, w.began, w.chosen, w.headers, w.crossOrigin(), w.bodyLimit, compressed())
	e.GET("/static/*", w.serveStatic)
	e.POST("/preferences", w.setPreferences)
}
