package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"time"

	"loupe/push"
	"loupe/wake"
)

// newWake makes what wakes browsers. client is nil but in tests, whose push service is on this machine.
func (h *house) newWake(now func() time.Time, client *http.Client) error {
	secret, err := h.unattended.Digest("web push", "")
	if err != nil {
		return err
	}
	sender, err := push.New(secret, h.base, client, now)
	if err != nil {
		return err
	}
	h.wake = wake.New(h.records, h.unattended, sender, now, rand.Reader)
	return nil
}

// wakes wakes browsers of people for whom something waits, every few minutes.
func (h *house) wakes(ctx context.Context, log *slog.Logger) {
	for {
		if n, err := h.wake.Deliver(ctx); err != nil && ctx.Err() == nil {
			log.Error("waking browsers", "cause", err.Error())
		} else if n > 0 {
			log.Info("woke browsers", "count", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(5 * time.Minute):
		}
	}
}
