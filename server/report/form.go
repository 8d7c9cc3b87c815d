package report

import (
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
	"loupe/seal"
	"loupe/server/web"
)

// Tell is the form by which an abuse is reported.
type Tell struct {
	web.Page
	Form      web.Form
	Action    string
	Code      string // where the app's code lies; "" keeps the form plain
	Monitor   bool
	Token     string // makes the same form sent twice one report
	Held      string // carries files that came before a correction
	Kept      []models.OriginalManifest
	Countries []string
	Regions   []string
	Sites     []models.Site
	Limits    intake.Limits
	MaxMB     int64
	Consents  []models.Consent
	Precision []models.DatePrecision
	HowKnown  []string
	Actors    []string
	Links     []string
	Spoken    []string // languages that an account is likely to be in, that of the page first
}

var (
	howKnown   = []string{"victim", "eyewitness", "relative", "told", "service_provider", "document"}
	actorTypes = []string{"armed_forces", "police", "intelligence", "local_officials", "paramilitary", "vigilantes", "armed_group", "private_security", "mercenaries", "organised_crime", "company_national", "company_transnational", "employer", "crowd", "unknown"}
	// spoken are the languages that the form offers; what isn't among them is told by its page's language.
	spoken = models.Spoken
	links  = []string{"extraction", "transport", "trade", "export", "site_security", "none"}
)

func (d *Door) form(c echo.Context) error {
	page, err := d.tell(c, url.Values{}, nil)
	if err != nil {
		return err
	}
	page.Code = d.code.base()
	return d.web.Render(c, 200, page)
}

// tell makes the form with what was typed, what is wrong, and the gazetteer's choices.
func (d *Door) tell(c echo.Context, values url.Values, wrong error) (Tell, error) {
	p := d.web.Page(c, "report.title")
	sites, err := d.intake.Sites(c.Request().Context())
	if err != nil {
		return Tell{}, err
	}
	limits := d.intake.Limits()
	if values.Get("language") == "" {
		values.Set("language", p.Lang())
	}
	t := Tell{
		Spoken: spoken, Page: p, Form: p.Form(values, wrong), Action: "/report", Token: values.Get("token"), Limits: limits, MaxMB: limits.FileSize >> 20,
		Consents: models.Consents, Precision: models.DatePrecisions, HowKnown: howKnown, Actors: actorTypes, Links: links, Sites: sites,
	}
	for _, s := range sites {
		if !slices.Contains(t.Countries, s.Country) {
			t.Countries = append(t.Countries, s.Country)
		}
		if s.Region != "" && !slices.Contains(t.Regions, s.Region) {
			t.Regions = append(t.Regions, s.Region)
		}
	}
	if t.Token == "" {
		t.Token, _, err = seal.NewToken(d.web.Random)
	}
	return t, err
}
