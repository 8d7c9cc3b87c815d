package public

import (
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/models"
)

// APIChange is what last happened to a case.
type APIChange struct {
	Change     int64                   `json:"change"`
	Kind       models.PublicationState `json:"kind"`
	Ref        string                  `json:"ref"`
	URL        string                  `json:"url"`
	Version    int                     `json:"version"`
	At         time.Time               `json:"at"`
	Case       *APICase                `json:"case,omitempty"`       // none of a withdrawn one
	Withdrawal *APIWithdrawal          `json:"withdrawal,omitempty"` // of a withdrawn one
}

// APIWithdrawal is the notice that is left.
type APIWithdrawal struct {
	Reason models.WithdrawalReason `json:"reason"`
	Notice string                  `json:"notice"`
}

// APIChanges is a page of them, oldest first.
type APIChanges struct {
	Changes []APIChange `json:"changes"`
	Since   string      `json:"since"`          // to be given the next time
	Next    string      `json:"next,omitempty"` // there is more now
}

const changesPage = 100

// apiChanges: whoever keeps asking with what the last answer gave as since sees everything once.
func (d *Door) apiChanges(c echo.Context) error {
	ctx := c.Request().Context()
	change, err := d.since(c)
	if err != nil {
		return err
	}
	limit, err := limitOf(c)
	if err != nil {
		return err
	}
	if limit == 0 {
		limit = changesPage
	}
	rows, err := d.browse.ChangesAfter(ctx, change, limit+1)
	if err != nil {
		return err
	}
	shown, refs := rows[:min(len(rows), limit)], []string{}
	for _, r := range shown {
		refs = append(refs, r.Ref)
	}
	into, err := d.browse.TranslatedInto(ctx, refs)
	if err != nil {
		return err
	}
	out := APIChanges{Changes: []APIChange{}}
	for _, r := range shown {
		x := APIChange{Change: r.Change, Kind: r.State, Ref: r.Ref, URL: d.web.BaseURL + "/cases/" + r.Ref, Version: r.Version, At: r.UpdatedAt}
		if w := r.Withdrawal; w != nil {
			x.Withdrawal = &APIWithdrawal{w.Reason, w.Notice}
		} else {
			full := apiCase(d.web.BaseURL, browse.Row{Publication: r.Publication, Into: into[r.Ref]})
			x.Case = &full
		}
		out.Changes, change = append(out.Changes, x), r.Change
	}
	out.Since = strconv.FormatInt(change, 10)
	if len(rows) > limit {
		out.Next = d.web.BaseURL + "/api/v1/changes?since=" + out.Since + "&limit=" + strconv.Itoa(limit)
		c.Response().Header().Set("Link", "<"+out.Next+`>; rel="next"`)
	}
	return d.asJSON(c, "application/json", out)
}

// since reads a change or a time (RFC 3339).
func (d *Door) since(c echo.Context) (int64, error) {
	text := c.QueryParam("since")
	if text == "" {
		return 0, nil
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n >= 0 {
		return n, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, models.Refuse(models.Invalid, "api.error.since")
	}
	return d.browse.ChangeBefore(c.Request().Context(), at)
}
