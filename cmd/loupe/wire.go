package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"loupe/alerts"
	"loupe/browse"
	"loupe/demo"
	"loupe/i18n"
	"loupe/intake"
	"loupe/mail"
	"loupe/media"
	"loupe/models"
	"loupe/people"
	"loupe/publish"
	"loupe/review"
	"loupe/routing"
	"loupe/seal"
	"loupe/server"
	"loupe/server/account"
	"loupe/server/admin"
	"loupe/server/collect"
	"loupe/server/desk"
	"loupe/server/press"
	"loupe/server/public"
	"loupe/server/report"
	"loupe/server/web"
	"loupe/storage/objects"
	"loupe/storage/records"
	"loupe/texting"
	"loupe/wake"
)

// house is everything, wired. Time and chance come from here.
type house struct {
	records *records.Store
	objects objects.Store
	media   *media.Processor
	// unattended opens what goes out while nobody is signed in. It lies beside the database, not in it.
	unattended seal.PrivateKey
	demo.Ways
	published *browse.Browse
	alerts    *alerts.Alerts
	texting   *texting.Texting
	wake      *wake.Wake
	post      *mail.Sender // nil without a mail server
	catalog   *i18n.Catalog
	base      string        // public address
	stopping  chan struct{} // closed when serving ends
	handler   http.Handler
	routes    []server.Route
}

// open wires the house. The database is brought to this version first.
func open(ctx context.Context, s *settings, log *slog.Logger) (*house, error) {
	h := &house{stopping: make(chan struct{})}
	var err error
	if h.records, err = records.Open(ctx, records.Config{Database: s.Database, DataDir: s.Data, Random: rand.Reader}); err != nil {
		return nil, err
	}
	if err := h.records.Migrate(ctx); err != nil {
		return nil, errors.Join(err, h.records.Close())
	}
	if h.objects, err = objects.Open(ctx, s.Objects, s.Data); err != nil {
		return nil, errors.Join(err, h.records.Close())
	}
	now := func() time.Time { return time.Now().UTC() }
	if h.catalog, err = texts(); err != nil {
		return nil, errors.Join(err, h.records.Close())
	}
	if h.unattended, err = unattendedKey(s); err != nil {
		return nil, errors.Join(err, h.records.Close())
	}
	h.media = media.New(media.DefaultLimits())
	h.published = browse.New(h.records.Public(), h.objects)
	h.Ways = h.at(now)
	h.Review.Papers, h.Review.Film = papers(s), film()
	h.Publish.Film = h.Review.Film
	if h.People.Breached, err = people.OpenBreached(s.Breached); err != nil {
		return nil, errors.Join(err, h.close())
	}
	if err := h.doors(s, log, now); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

// at makes the ways with a clock.
func (h *house) at(now func() time.Time) demo.Ways {
	router := routing.New(h.records, now, rand.Reader)
	edit := publish.New(h.records, h.objects, h.media, h.published, h.unattended, now, rand.Reader)
	edit.Say = h.say
	return demo.Ways{
		People:  people.New(h.records, now, rand.Reader),
		Routing: router,
		Intake:  intake.New(h.records, h.objects, router, intake.DefaultLimits(), now, rand.Reader),
		Review:  review.New(h.records, h.objects, h.media, now, rand.Reader),
		Publish: edit,
	}
}

// say puts a message into a language, "" where there is no catalog of it.
func (h *house) say(language, key string, args ...any) string {
	if l := h.catalog.Localizer(language); l.Tag() == language {
		return l.T(key, args...)
	}
	return ""
}

func (h *house) doors(s *settings, log *slog.Logger, now func() time.Time) error {
	base := s.URL
	if base == "" {
		base = "http://" + s.Listen
	}
	h.base = base
	if s.SMTP != "" {
		var err error
		if h.post, err = mail.Open(s.SMTP); err != nil {
			return err
		}
	}
	if s.MapDetail != "" {
		if err := public.CheckLand(s.MapDetail); err != nil {
			return err
		}
	}
	h.texting = h.newTexting(now)
	if err := h.newWake(now, nil); err != nil {
		return err
	}
	h.alerts = h.newAlerts(h.post, now, rand.Reader)
	if err := h.People.OfferPasskeys(base); err != nil {
		return err
	}
	w, err := web.New(web.Options{
		Alerts:     h.alerts.Offered(),
		Generation: h.published.Generation, Catalog: h.catalog, Platform: h.records.Platform, Now: now, Random: rand.Reader, Log: log, BaseURL: base, Stopping: h.stopping,
		Waiting: func(ctx context.Context, p models.Person) int {
			count, _ := h.Review.NoticeCount(ctx, p) // a count that can't be had is not worth an error page
			return count
		},
		Moving: func(ctx context.Context, p models.Person) []models.Moving {
			list, _ := h.People.Moving(ctx, p)
			return list
		},
		Session: func(ctx context.Context, token string) (*web.Visitor, error) {
			o, err := h.People.Session(ctx, token)
			if err != nil {
				return nil, err
			}
			return &web.Visitor{Person: o.Person, Key: o.Key, SessionID: o.SessionID, Proved: h.People.Proved(o.ProvedAt)}, nil
		},
		Prove: func(ctx context.Context, v *web.Visitor, passphrase string) error {
			return h.People.Prove(ctx, v.Person, v.SessionID, passphrase)
		},
		ProvePasskey: func(ctx context.Context, v *web.Visitor, token, credential string) error {
			return h.People.ProveByPasskey(ctx, v.Person, v.SessionID, token, []byte(credential))
		},
		HasPasskey: func(ctx context.Context, p models.Person) bool {
			list, _ := h.People.Passkeys(ctx, p) // the passphrase is always asked for beside
			return len(list) > 0 && h.People.OffersPasskeys()
		},
	})
	if err != nil {
		return err
	}
	h.handler, h.routes = server.Handler(w,
		account.New(w, h.People),
		account.NewWake(w, h.wake),
		report.New(w, h.Intake),
		desk.New(w, h.Review, h.Publish, h.texting),
		admin.New(w, h.People, h.Routing, h.published),
		collect.New(w, h.People, h.Intake),
		collect.NewTexts(w, h.texting),
		collect.NewUploads(w, h.Intake),
		public.New(w, h.published, s.MapDetail),
		press.New(w, h.Publish, h.alerts),
	)
	return nil
}

// close leaves nothing of the house behind: no connection and no goroutine.
func (h *house) close() error {
	err := h.records.Close()
	if c, ok := h.objects.(io.Closer); ok {
		err = errors.Join(err, c.Close())
	}
	return err
}

// ready tells whether both stores can be used.
func (h *house) ready(ctx context.Context) error {
	return errors.Join(h.records.Ping(ctx), h.objects.Check(ctx))
}

// escalate looks for late reports, now and every few minutes.
func (h *house) escalate(ctx context.Context, log *slog.Logger) {
	for {
		if told, moved, err := h.Review.Escalate(ctx); err != nil && ctx.Err() == nil {
			log.Error("escalating", "cause", err.Error())
		} else if told+moved > 0 {
			log.Info("late reports", "told", told, "escalated", moved)
		}
		if n, err := h.Review.Remind(ctx); err != nil && ctx.Err() == nil {
			log.Error("reminding of follow-ups", "cause", err.Error())
		} else if n > 0 {
			log.Info("follow-ups due", "count", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Minute):
		}
	}
}

// digests writes to people for whom something waits, every few minutes.
func (h *house) digests(ctx context.Context, log *slog.Logger, send people.Send) {
	for {
		if n, err := h.People.Digests(ctx, h.letter, send); err != nil && ctx.Err() == nil {
			log.Error("writing letters", "cause", err.Error())
		} else if n > 0 {
			log.Info("wrote that something waits", "count", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Minute):
		}
	}
}

// letter is what is written: that something waits, and where.
func (h *house) letter(p models.Person) (subject, text string) {
	l := h.catalog.Localizer(p.Language)
	return l.T("mail.subject"), l.T("mail.text", "Address", h.base+"/desk/notices")
}

// sweep removes uploads that were never handed in, now and each hour.
func (h *house) sweep(ctx context.Context, log *slog.Logger) {
	for {
		if n, err := h.Intake.Sweep(ctx); err != nil && ctx.Err() == nil {
			log.Error("sweeping uploads", "cause", err.Error())
		} else if n > 0 {
			log.Info("swept uploads", "count", n)
		}
		if n, err := h.Intake.SweepPieces(ctx); err != nil && ctx.Err() == nil {
			log.Error("keeping files that never came whole", "cause", err.Error())
		} else if n > 0 {
			log.Info("kept files that never came whole", "count", n)
		}
		if err := h.texting.Sweep(ctx); err != nil && ctx.Err() == nil {
			log.Error("forgetting conversations", "cause", err.Error())
		}
		if n, err := h.Review.EraseDue(ctx); err != nil && ctx.Err() == nil {
			log.Error("erasing what must not be kept", "cause", err.Error())
		} else if n > 0 {
			log.Info("erased by retention", "count", n)
		}
		if n, err := h.Intake.SweepOrphans(ctx); err != nil && ctx.Err() == nil {
			log.Error("sweeping objects", "cause", err.Error())
		} else if n > 0 {
			log.Info("swept objects that nothing names", "count", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}

func english(key string, args map[string]any) string {
	catalog, err := texts()
	if err != nil {
		return key
	}
	return catalog.Localizer("en").TMap(key, args)
}

// texts loads the messages once, for all houses and for who says many things at the shell.
var texts = sync.OnceValues(i18n.Load)

// findDesk finds a desk by its name; "" gives none.
func (h *house) findDesk(ctx context.Context, name string) (models.ID, error) {
	if name == "" {
		return "", nil
	}
	desks, err := h.records.Desks(ctx)
	if err != nil {
		return "", err
	}
	for _, d := range desks {
		if d.Name == name {
			return d.ID, nil
		}
	}
	return "", fmt.Errorf("there is no desk %q; look at the names under /desk/admin/desks", name)
}
