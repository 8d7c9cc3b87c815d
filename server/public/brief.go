package public

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/dossier"
	"loupe/models"
	"loupe/server/web"
)

// Brief is one page of evidence: a search told in numbers, each linking to its cases.
type Brief struct {
	web.Page
	Sheet Sheet
	Of    string // the dossier's title; "" for a search's
	Back  string
}

// Sheet is a brief with its names and links.
type Sheet struct {
	models.BriefPage
	All, TodayTo, AskedTo, NeitherTo string
	ActRows, ActorRows               []SheetRow
}

// SheetRow is one kind of act or actor by year.
type SheetRow struct {
	Label string
	Years []Count
	Total Count
}

func (d *Door) sheet(p web.Page, b models.BriefPage, query url.Values) Sheet {
	s := Sheet{BriefPage: b, All: "/cases?" + query.Encode(), TodayTo: narrowed(query, "kp", string(models.KPToday)), AskedTo: narrowed(query, "kp", string(models.KPAsked)), NeitherTo: narrowed(query, "kp", string(models.KPNeither))}
	rows := func(by, key string, list []models.BriefRow) []SheetRow {
		var out []SheetRow
		for _, r := range list {
			row := SheetRow{Label: r.Value, Total: Count{Count: r.Total, To: narrowed(query, by, r.Value)}}
			if p.Has(key + r.Value) {
				row.Label = p.T(key + r.Value)
			}
			for i, n := range r.Years {
				of, _ := url.Parse(row.Total.To)
				row.Years = append(row.Years, Count{Count: n, To: narrowed(of.Query(), "year", b.Years[i])})
			}
			out = append(out, row)
		}
		return out
	}
	s.ActRows, s.ActorRows = rows("act", "act.group.", b.Acts), rows("actor", "actor.", b.Actors)
	return s
}

func (d *Door) brief(c echo.Context) error {
	f := filterOf(c)
	b, err := d.browse.Brief(c.Request().Context(), f)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "dossier.brief")
	query := queryOf(f)
	return d.web.RenderPublic(c, Brief{Page: p, Sheet: d.sheet(p, b, query), Back: "/cases?" + query.Encode()})
}

// dossierBrief is the brief of a dossier: of its first brief's or list's filter, or of everything.
func (d *Door) dossierBrief(c echo.Context) error {
	editions, err := d.browse.Dossier(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return err
	}
	e := editions[0]
	if e.Withdrawal != nil {
		return d.showDossier(c, editions, e, false)
	}
	query := subject(e.Text)
	b, err := d.browse.Brief(c.Request().Context(), browse.FilterOf(query))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "dossier.brief.of", "Title", e.Title)
	return d.web.RenderPublic(c, Brief{Page: p, Sheet: d.sheet(p, b, query), Of: e.Title, Back: "/dossiers/" + e.Slug})
}

func subject(text string) url.Values {
	blocks, _ := dossier.Parse(text)
	for _, kind := range []dossier.Kind{dossier.Brief, dossier.Cases, dossier.Figures} {
		for _, b := range blocks {
			if b.Kind == kind && len(b.Filter) > 0 {
				return b.Query()
			}
		}
	}
	return url.Values{}
}
