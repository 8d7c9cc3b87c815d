package public

import (
	"context"
	"html/template"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/dossier"
	"loupe/models"
	"loupe/press"
	"loupe/server/web"
)

// Dossiers lists what was composed of the cases.
type Dossiers struct {
	web.Page
	Rows []models.Edition
}

// Dossier is a dossier: its newest edition with the cases as they stand now, or a frozen one.
type Dossier struct {
	web.Page
	Shown    models.Edition
	Pieces   []Piece
	Editions []models.Edition
	IsFrozen bool
	Address  string // that is cited: of the edition
	Styles   []press.Style
}

// Piece is one block of a dossier, ready to be shown.
type Piece struct {
	browse.Piece
	HTML   template.HTML // of Markdown
	List   string        // address of the list that a reference stands for
	Rows   []Count
	Sheet  Sheet
	Stale  bool // a newer version of the case exists than the one that is shown
	Change string
}

// Count is a row of a chart: a name, how many, and where they are listed.
type Count struct {
	Value string // as in addresses
	Label string
	Count int
	Width float64 // of 100
	To    string
}

// DossierWithdrawn is the notice that stays.
type DossierWithdrawn struct {
	web.Page
	Withdrawal models.Withdrawal
}

func (d *Door) dossiers(c echo.Context) error {
	rows, err := d.browse.NewestEditions(c.Request().Context(), 200)
	if err != nil {
		return err
	}
	return d.web.RenderPublic(c, Dossiers{d.web.Page(c, "dossier.title"), rows})
}

func (d *Door) dossier(c echo.Context) error {
	editions, err := d.browse.Dossier(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	return d.showDossier(c, editions, editions[0], false)
}

func (d *Door) edition(c echo.Context) error {
	editions, err := d.browse.Dossier(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	for _, e := range editions {
		if e.Name == c.Param("edition") {
			return d.showDossier(c, editions, e, true)
		}
	}
	return models.ErrNotFound
}

func (d *Door) showDossier(c echo.Context, editions []models.Edition, e models.Edition, frozen bool) error {
	if e.Withdrawal != nil {
		return d.web.Render(c, http.StatusGone, DossierWithdrawn{d.web.Page(c, "dossier.gone"), *e.Withdrawal})
	}
	ctx := c.Request().Context()
	var pieces []browse.Piece
	var err error
	if frozen {
		pieces, err = d.browse.ComposeEdition(ctx, e)
	} else {
		pieces, err = d.browse.Compose(ctx, e.Text)
	}
	if err != nil {
		return err
	}
	p := d.web.Page(c, "dossier.page", "Title", e.Title)
	page := Dossier{Page: p, Shown: e, Editions: editions, IsFrozen: frozen, Address: p.BaseURL + "/dossiers/" + e.Slug + "/" + e.Name}
	page.Styles = dossierWork(p, e).Styles()
	for _, x := range pieces {
		piece, err := d.piece(ctx, p, x)
		if err != nil {
			return err
		}
		page.Pieces = append(page.Pieces, piece)
	}
	return d.web.RenderPublic(c, page)
}

func (d *Door) piece(ctx context.Context, p web.Page, x browse.Piece) (Piece, error) {
	out := Piece{Piece: x, List: "/cases?" + x.Query().Encode(), Stale: x.Frozen > 0 && x.Case.State != models.Withdrawn && x.Frozen != x.Case.Version}
	switch x.Kind {
	case dossier.Markdown:
		var err error
		out.HTML, err = web.Chapters(x.Text)
		return out, err
	case dossier.Figures:
		out.Rows = d.counts(ctx, p, x.By, x.Figures, x.Query())
	case dossier.Brief:
		out.Sheet = d.sheet(p, x.Brief, x.Query())
	}
	return out, nil
}

// counts names the rows of a chart and links each number to its cases.
func (d *Door) counts(ctx context.Context, p web.Page, by string, list []models.Facet, query url.Values) []Count {
	most := 1
	for _, f := range list {
		most = max(most, f.Count)
	}
	out := make([]Count, len(list))
	for i, f := range list {
		out[i] = Count{f.Value, d.valueName(ctx, p, by, f.Value), f.Count, 100 * float64(f.Count) / float64(most), narrowed(query, by, f.Value)}
	}
	return out
}

func (d *Door) valueName(ctx context.Context, p web.Page, by, value string) string {
	switch by {
	case "year", "month":
		return p.DateText(value)
	case "country":
		return p.Country(value)
	case "site":
		return d.browse.SiteName(ctx, value)
	}
	key := map[string]string{"act": "act.group.", "actor": "actor.", "outcome": "outcome.", "kp": "kp."}[by] + value
	if p.Has(key) {
		return p.T(key)
	}
	return value
}

// narrowed is the address of a list with one more condition.
func narrowed(query url.Values, by, value string) string {
	v := url.Values{}
	for name, list := range query {
		v[name] = list
	}
	switch by {
	case "act":
		v.Set("category", value)
	case "year", "month":
		v.Set("year", value)
	default:
		v.Set(by, value)
	}
	return "/cases?" + v.Encode()
}
