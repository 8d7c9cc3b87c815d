package main

import (
	"context"
	"io"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"loupe/alerts"
	"loupe/i18n"
	"loupe/mail"
	"loupe/models"
)

// newsLetters writes to people who asked to be told of new cases.
type newsLetters struct {
	catalog *i18n.Catalog
	base    string
	name    func() string // of the platform
}

func (l newsLetters) Confirm(w models.AlertWish) alerts.Letter {
	t, platform, address := l.catalog.Localizer(w.Language), l.name(), l.address(w)
	return alerts.Letter{To: w.Email, Subject: t.T("alerts.mail.confirm.subject", "Platform", platform), Text: t.T("alerts.mail.confirm", "Platform", platform, "Address", address)}
}

func (l newsLetters) Digest(w models.AlertWish, list []models.Publication) alerts.Letter {
	t := l.catalog.Localizer(w.Language)
	var lines []string
	for _, p := range list {
		lines = append(lines, p.Content.Title+"\n"+l.base+"/cases/"+p.Ref)
	}
	return alerts.Letter{To: w.Email, Subject: t.T("alerts.mail.digest.subject", "Platform", l.name()), Text: t.T("alerts.mail.digest", "List", strings.Join(lines, "\n\n"), "Address", l.address(w)), Stop: l.address(w) + "/stop"}
}

func (l newsLetters) address(w models.AlertWish) string {
	return l.base + "/alerts/" + url.PathEscape(w.Token)
}

// newAlerts makes the alerts; without a mail server they are not offered.
func (h *house) newAlerts(post *mail.Sender, now func() time.Time, random io.Reader) *alerts.Alerts {
	var send alerts.Send
	if post != nil {
		send = func(ctx context.Context, l alerts.Letter) error {
			return post.SendList(ctx, l.To, l.Subject, l.Text, l.Stop)
		}
	}
	name := func() string {
		p, err := h.records.Platform(context.Background())
		if err != nil || p.Name == "" {
			return "Loupe"
		}
		return p.Name
	}
	return alerts.New(h.records, h.published, h.unattended, newsLetters{h.catalog, h.base, name}, send, now, random)
}

// outgoing lets out what is due: scheduled publications each minute, and letters of alerts; and
// takes away previews that have ended.
func (h *house) outgoing(ctx context.Context, log *slog.Logger) {
	for {
		if published, held, err := h.Publish.PublishDue(ctx); err != nil && ctx.Err() == nil {
			log.Error("publishing what is scheduled", "cause", err.Error())
		} else if published+held > 0 {
			log.Info("scheduled publications", "published", published, "held", held)
		}
		if n, err := h.Publish.EndPreviews(ctx); err != nil && ctx.Err() == nil {
			log.Error("ending previews", "cause", err.Error())
		} else if n > 0 {
			log.Info("ended previews", "count", n)
		}
		if n, err := h.alerts.Deliver(ctx); err != nil && ctx.Err() == nil {
			log.Error("writing alerts", "cause", err.Error())
		} else if n > 0 {
			log.Info("wrote alerts", "count", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Minute):
		}
	}
}
