package report

import (
	"context"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
	"loupe/server/web"
)

// Receipt shows the words, once.
type Receipt struct {
	web.Page
	Words    []string
	Exhibits int
	Again    bool // the same form came before
}

func (d *Door) send(c echo.Context) error {
	edge, values, err := d.receive(c, d.resume)
	if err != nil {
		return d.again(c, values, edge, err, "/report", false)
	}
	accepted, err := edge.Submit(c.Request().Context(), nil, d.read(c, values))
	if err != nil {
		return d.again(c, values, edge, err, "/report", false)
	}
	return d.web.Render(c, 200, Receipt{Page: d.web.Page(c, "report.receipt.title"), Words: accepted.Receipt.Words(), Exhibits: accepted.Exhibits, Again: accepted.Already})
}

func (d *Door) resume(fields url.Values) (*intake.Edge, error) {
	return d.intake.Resume(fields.Get("held"))
}

// receive reads the form as it streams in and seals its files on the way.
func (d *Door) receive(c echo.Context, begin func(fields url.Values) (*intake.Edge, error)) (*intake.Edge, url.Values, error) {
	var edge *intake.Edge
	start := func(fields url.Values) (err error) {
		if edge == nil {
			edge, err = begin(fields)
		}
		return err
	}
	values, err := web.ReadForm(c, func(fields url.Values, name string, r io.Reader) error {
		if err := start(fields); err != nil {
			return err
		}
		return edge.Attach(c.Request().Context(), name, r)
	})
	if err != nil {
		return edge, values, err
	}
	if err := start(values); err != nil {
		return edge, values, err
	}
	for _, id := range values["remove"] {
		if err := edge.Drop(c.Request().Context(), models.ID(id)); err != nil {
			return edge, values, err
		}
	}
	return edge, values, nil
}

// again shows the form with everything that was typed, the files that came, and what to mend.
func (d *Door) again(c echo.Context, values url.Values, edge *intake.Edge, wrong error, action string, monitor bool) error {
	if !web.Mendable(wrong) {
		return wrong
	}
	page, err := d.tell(c, values, wrong)
	if err != nil {
		return err
	}
	page.Action, page.Monitor = action, monitor
	if edge != nil {
		page.Kept = edge.Exhibits()
		if page.Held, err = edge.Hold(); err != nil {
			return err
		}
	}
	return d.web.Render(c, web.Status(wrong), page)
}

var dateForm = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)

// read puts the fields into facts and testimony. What isn't among the choices is left out of the
// facts: it stands in the account anyway.
func (d *Door) read(c echo.Context, v url.Values) intake.Form {
	f := intake.Form{Token: v.Get("token")}
	t := &f.Testimony
	f.Facts = models.Facts{Country: strings.ToUpper(strings.TrimSpace(v.Get("country"))), Language: language(v.Get("language"), d.web.Page(c, "report.title").Lang()), Consent: models.Consent(v.Get("consent")), Urgent: v.Get("urgent") != ""}
	for _, code := range v["category"] {
		if !slices.Contains(f.Facts.Categories, code) && code != "" {
			f.Facts.Categories = append(f.Facts.Categories, code)
		}
	}
	if !slices.Contains(models.Consents, f.Facts.Consent) {
		f.Facts.Consent = ""
	}
	t.Narrative, t.Victims, t.Actors, t.Contact = v.Get("narrative"), v.Get("victims"), v.Get("actors"), v.Get("contact")
	t.HowKnown, t.Link, t.ActorTypes = among(v.Get("how_known"), howKnown), among(v.Get("link"), links), nil
	for _, a := range v["actor_type"] {
		if among(a, actorTypes) != "" {
			t.ActorTypes = append(t.ActorTypes, a)
		}
	}
	t.VictimsMin, t.VictimsMax = models.CountRange(v.Get("victims_count"))
	d.readPlace(c.Request().Context(), v, &f)
	readDate(v, t)
	return f
}

func (d *Door) readPlace(ctx context.Context, v url.Values, f *intake.Form) {
	place := []string{strings.TrimSpace(v.Get("place"))}
	region, site := strings.TrimSpace(v.Get("region")), strings.TrimSpace(v.Get("site"))
	knownRegion, knownSite := region == "", site == ""
	sites, _ := d.intake.Sites(ctx) // without the gazetteer the words are kept, sealed
	for _, s := range sites {
		if !knownSite && (strings.EqualFold(s.Slug, site) || strings.EqualFold(s.Name, site) || string(s.ID) == site) {
			knownSite, knownRegion = true, true
			f.Facts.SiteID, f.Facts.Country, f.Facts.Region = s.ID, s.Country, s.Region
		}
	}
	for _, s := range sites {
		if !knownRegion && strings.EqualFold(s.Region, region) && (f.Facts.Country == "" || f.Facts.Country == s.Country) {
			knownRegion, f.Facts.Region = true, s.Region
		}
	}
	// A place that the gazetteer doesn't have could point at a person: it is sealed, not a fact.
	if !knownRegion {
		place = append(place, region)
	}
	if !knownSite {
		place = append(place, site)
	}
	f.Testimony.Place = strings.Join(slices.DeleteFunc(place, func(s string) bool { return s == "" }), ", ")
}

func readDate(v url.Values, t *models.Testimony) {
	on := strings.TrimSpace(v.Get("occurred_on"))
	t.Precision = models.DatePrecision(v.Get("occurred_precision"))
	if !slices.Contains(models.DatePrecisions, t.Precision) {
		t.Precision = map[int]models.DatePrecision{10: models.DateDay, 7: models.DateMonth, 4: models.DateYear}[len(on)]
	}
	if dateForm.MatchString(on) {
		t.OccurredOn = on
	}
	if t.OccurredOn == "" {
		t.Precision = models.DateUnknown
	}
}

func among(s string, list []string) string {
	if slices.Contains(list, s) {
		return s
	}
	return ""
}

func language(typed, otherwise string) string {
	typed = strings.TrimSpace(typed)
	if typed == "" || len(typed) > 12 || strings.ContainsFunc(typed, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' }) {
		return otherwise
	}
	return typed
}
