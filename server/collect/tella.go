package collect

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
	"loupe/people"
)

const (
	// tellaProject is the one project that phones with Tella send to.
	tellaProject = "reports"
	// tellaVersion is what we say we speak: from 1.4.0 the app sends files in ranges.
	tellaVersion = "1.4.0"
)

func (d *Door) tellaRoutes(e *echo.Echo) {
	g := e.Group("/tella", d.tella, d.web.Limit("device", 6000, 2000))
	for _, path := range []string{"/login", "/login/"} {
		g.POST(path, d.tellaLogin)
	}
	in := d.signedInTella
	g.GET("/p/:slug", d.tellaProjectOf, in)
	g.POST("/project/:slug", d.tellaReport, in)
	for _, path := range []string{"/file/:report/:name", "/file/v2/:report/:name"} {
		g.HEAD(path, d.tellaHeld, in)
	}
	g.PUT("/file/v2/:report/:name", d.tellaRange, in)
	g.PUT("/file/:report/:name", d.tellaRest, in)
	g.POST("/file/:report/:name", d.tellaClose, in)
}

type tellaProblem struct {
	Status  int    `json:"statusCode"`
	Message string `json:"message"`
}

// tella gives refusals as the app reads them.
func (d *Door) tella(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set("Cache-Control", "no-store")
		err := next(c)
		if err == nil {
			return nil
		}
		status, text := d.web.Explain(c, d.speak(c), err)
		if status == http.StatusUnprocessableEntity {
			status = http.StatusBadRequest
		}
		if err == errLength {
			status = http.StatusLengthRequired
		}
		if c.Request().Method == http.MethodHead {
			return c.NoContent(status)
		}
		return c.JSON(status, tellaProblem{status, text})
	}
}

type tellaUser struct {
	ID       string `json:"id"`
	Username string `json:"username"`
	Role     string `json:"role"`
}

type tellaLogin struct {
	Token   string    `json:"access_token"`
	User    tellaUser `json:"user"`
	Version string    `json:"version"`
}

func (d *Door) tellaLogin(c echo.Context) error {
	var given struct{ Username, Password string }
	if err := c.Bind(&given); err != nil || given.Username == "" || len(given.Password) > 200 {
		return errNotSender
	}
	device, err := d.byPassword(c, given.Username, given.Password)
	if err != nil {
		return err
	}
	if err := d.admit(c, device); err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, tellaLogin{people.DeviceToken(given.Password), tellaUser{string(device.ID), device.Username, "reporter"}, tellaVersion})
}

type tellaProjectAnswer struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Slug string `json:"slug"`
}

func (d *Door) tellaProjectOf(c echo.Context) error {
	if c.Param("slug") != tellaProject {
		return models.ErrNotFound
	}
	platform, err := d.web.Platform(c.Request().Context())
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, tellaProjectAnswer{tellaProject, platform.Name, tellaProject})
}

type tellaReportAnswer struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	CreatedAt   string `json:"createdAt"`
}

// tellaReport accepts a report at once; its files follow and are added to it as each is whole. The app
// gives a report no id of its own, so the same words from the same device within an hour or two are one
// report: a lost answer makes it ask again.
func (d *Door) tellaReport(c echo.Context) error {
	if c.Param("slug") != tellaProject {
		return models.ErrNotFound
	}
	var given struct{ Title, Description string }
	if err := c.Bind(&given); err != nil {
		return errTellaWords
	}
	given.Title, given.Description = clean(given.Title), clean(given.Description)
	if given.Title+given.Description == "" {
		return errTellaWords
	}
	now := d.web.Now()
	for n := range 3 {
		hour := now.Truncate(time.Hour)
		if n == 0 {
			hour = hour.Add(-time.Hour)
		}
		sending, err := d.tellaWords(c, hour, given.Title, given.Description)
		if err != nil {
			return err
		}
		if !sending.Known() {
			if n == 0 {
				continue
			}
			if err := sending.Keep(detached(c)); models.KindOf(err) == models.Unavailable {
				continue // another request with the same words was faster
			} else if err != nil {
				return err
			}
		}
		return c.JSON(http.StatusCreated, tellaReportAnswer{string(sending.ReportID()), given.Title, given.Description, now.Format(time.RFC3339)})
	}
	return models.Refuse(models.Unavailable, "device.error.again")
}

var errTellaWords = models.Refuse(models.Invalid, "device.error.words")

func clean(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\x00", ""))
}

func (d *Door) tellaWords(c echo.Context, hour time.Time, title, description string) (*intake.Sending, error) {
	who, l := senderOf(c), d.speak(c)
	form := intake.Form{
		Facts:     models.Facts{Channel: models.ChannelTella, Language: l.Tag(), Consent: models.ConsentReviewers},
		Testimony: models.Testimony{Narrative: strings.TrimSpace(title + "\n\n" + description)},
	}
	over := form.Fit(l.T("device.silent"))
	s, err := d.intake.BeginSending(c.Request().Context(), who.Person, intake.Words{
		ID: "tella " + bearer(c) + " " + hour.Format(time.RFC3339) + " " + title + "\x00" + description, Digest: "same", Secret: who.device.HA1, Form: form,
	})
	if err != nil || over == "" || s.Known() {
		return s, err
	}
	return s, s.File(detached(c), "account-continued.txt", strings.NewReader(over))
}

func bearer(c echo.Context) string {
	token, _ := strings.CutPrefix(c.Request().Header.Get("Authorization"), "Bearer ")
	return token
}
