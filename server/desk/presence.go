package desk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

const (
	heartbeat    = 10 * time.Second
	presenceTime = 15 * time.Minute // the browser then begins anew
)

// presence tells, as server-sent events (WHATWG HTML, 9.2), who else has a report or case open. One
// open page is one line that says nothing until something changes: nobody polls.
func (d *Door) presence(c echo.Context) error {
	ctx, by, item, kind := c.Request().Context(), web.VisitorOf(c).Person, id(c), c.Param("kind")
	if kind != models.ItemReport && kind != models.ItemCase {
		return models.ErrNotFound
	}
	p := d.web.Page(c, "desk.queue")
	now, err := d.review.Present(ctx, by, kind, item)
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	c.Response().WriteHeader(http.StatusOK)
	end, beat := time.After(presenceTime), time.NewTicker(heartbeat)
	defer beat.Stop()
	var before []string
	for first := true; ; first = false {
		var names []string
		for _, x := range now {
			names = append(names, p.T("desk.present", "Name", x.Name, "Since", p.Ago(x.Since)))
		}
		if first || !slices.Equal(names, before) {
			text, err := json.Marshal(names)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(c.Response(), "data: %s\n\n", text); err != nil {
				return nil
			}
			c.Response().Flush()
			before = names
		}
		select {
		case <-ctx.Done():
			return d.review.Absent(withoutCancel(ctx), by, item)
		case <-d.web.Stopping:
			return nil
		case <-end:
			return nil
		case <-beat.C:
		}
		if now, err = d.review.Present(ctx, by, kind, item); err != nil {
			return nil // it isn't theirs to know of any more, or they are gone
		}
	}
}
