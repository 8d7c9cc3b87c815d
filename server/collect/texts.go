package collect

import (
	"io"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
	"loupe/server/web"
	"loupe/sms"
	"loupe/texting"
)

// Texts is the door of text messages: what gateways post, and the pages on which an admin sets them up.
type Texts struct {
	web     *web.Web
	texting *texting.Texting
}

// NewTexts makes the door.
func NewTexts(w *web.Web, t *texting.Texting) *Texts { return &Texts{w, t} }

// Routes are all addresses of this door.
func (d *Texts) Routes(e *echo.Echo) {
	// A gateway speaks for all of its senders: the limit stops a flood and nothing less.
	e.POST("/sms/:gateway", d.receive, d.web.Limit("sms", 6000, 600))
	g := e.Group("/desk/admin/sms", d.web.SignedIn(models.RoleAdmin))
	g.GET("", d.page)
	g.POST("/gateways", d.add)
	g.POST("/gateways/:id/revoke", d.revoke)
	g.POST("/texts", d.saveTexts)
	g.GET("/try", d.try)
	g.POST("/try", d.try)
}

func (d *Texts) receive(c echo.Context) error {
	r := c.Request()
	body, err := io.ReadAll(io.LimitReader(r.Body, sms.MaxBody+1))
	if err != nil || len(body) > sms.MaxBody {
		return models.Refuse(models.TooLarge, "sms.error.shape")
	}
	kind, answer, err := d.texting.Receive(r.Context(), c.Param("gateway"), sms.Request{Header: r.Header, Address: d.web.BaseURL + r.URL.RequestURI(), Query: r.URL.Query(), Body: body})
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Blob(200, kind, answer)
}

// Form makes of a conversation what the plain form would have made: facts, and the testimony that is
// sealed at this edge.
func Form(t texting.Told, sites []models.Site) intake.Form {
	f := intake.Form{Token: t.Token}
	f.Facts = models.Facts{Channel: models.ChannelSMS, Categories: t.Acts, Country: t.Gateway.Country, Language: t.Language, Consent: models.ConsentReviewers}
	if t.Publish {
		f.Facts.Consent = models.ConsentAnonymous
	}
	if site, ok := named(t.Where, sites, t.Gateway.Country); ok {
		f.Facts.SiteID, f.Facts.Country, f.Facts.Region = site.ID, site.Country, site.Region
	}
	f.Testimony = models.Testimony{Narrative: account(t), Place: t.Where, Consent: f.Facts.Consent, Language: t.Language}
	if day, ok := date(t.When); ok {
		f.Testimony.OccurredOn, f.Testimony.Precision = day, models.DateDay
	}
	if t.Number != "" {
		f.Testimony.Contact, f.Testimony.Gateway = t.Number, t.Gateway.Slug
	}
	return f
}
