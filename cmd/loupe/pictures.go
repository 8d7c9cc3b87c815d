package main

import (
	"context"
	"log/slog"
	"time"
)

// lighten makes lighter copies of what was published, soon after.
func (h *house) lighten(ctx context.Context, log *slog.Logger) {
	for {
		made, err := h.Publish.MakeRenditions(ctx, 20)
		if err != nil && ctx.Err() == nil {
			log.Error("making lighter copies", "cause", err.Error())
		} else if made > 0 {
			log.Info("made lighter copies", "pictures", made)
		}
		if made == 20 {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(10 * time.Second):
		}
	}
}
