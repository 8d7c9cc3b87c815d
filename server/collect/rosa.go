package collect

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"loupe/i18n"
	"loupe/models"
	"loupe/openrosa"
)

// advisedLength is the size of a submission that phones are advised to keep to. Larger ones are taken;
// a small one makes phones send in small steps, each of which is kept whole.
const advisedLength = 2 << 20

func (d *Door) rosaRoutes(e *echo.Echo) {
	g := e.Group("/openrosa", d.rosa, d.web.Limit("device", 6000, 2000), d.signedIn)
	g.GET("/formList", d.formList)
	g.GET("/forms/:id", d.form)
	g.GET("/forms/:id/manifest", d.manifest)
	g.GET("/forms/:id/media/:name", d.media)
	g.HEAD("/submission", d.ready)
	d.web.InParts(g.POST("/submission", d.submit))
}

// rosa puts what the protocol asks for on every answer, and gives refusals in its form.
func (d *Door) rosa(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("X-OpenRosa-Version", "1.0")
		h.Set("X-OpenRosa-Accept-Content-Length", strconv.Itoa(advisedLength))
		h.Set("Cache-Control", "no-store")
		err := next(c)
		if err == nil {
			return nil
		}
		status, text := d.web.Explain(c, d.speak(c), err)
		if status == http.StatusUnprocessableEntity {
			status = http.StatusBadRequest // the only one of its family that phones know
		}
		if c.Request().Method == http.MethodHead {
			return c.NoContent(status)
		}
		return xmlAnswer(c, status, openrosa.Response(text, openrosa.NatureError))
	}
}

func xmlAnswer(c echo.Context, status int, body []byte) error {
	return c.Blob(status, "text/xml; charset=utf-8", body)
}

// speak gives the words in the sender's language: an app's request doesn't say one.
func (d *Door) speak(c echo.Context) *i18n.Localizer {
	return d.web.Catalog.Localizer(senderOf(c).Language, c.Request().Header.Get("Accept-Language"))
}

func (d *Door) ready(c echo.Context) error {
	c.Response().Header().Set("Location", d.address("/openrosa/submission"))
	return c.NoContent(http.StatusNoContent)
}

func (d *Door) formList(c echo.Context) error {
	offers, err := d.offers(c.Request().Context())
	if err != nil {
		return err
	}
	var entries []openrosa.FormEntry
	for _, o := range offers {
		if want := c.QueryParam("formID"); want != "" && want != o.id {
			continue
		}
		entry := openrosa.FormEntry{ID: o.id, Name: o.title, Version: o.version, Hash: openrosa.Hash(o.xml), DownloadURL: d.address("/openrosa/forms/" + o.key)}
		if len(o.files) > 0 {
			entry.ManifestURL = entry.DownloadURL + "/manifest"
		}
		if c.QueryParam("verbose") == "true" {
			entry.Description = d.speak(c).T("device.form.about")
		}
		entries = append(entries, entry)
	}
	return xmlAnswer(c, http.StatusOK, openrosa.FormList(entries))
}

func (d *Door) form(c echo.Context) error {
	o, err := d.offer(c)
	if err != nil {
		return err
	}
	return xmlAnswer(c, http.StatusOK, o.xml)
}

func (d *Door) manifest(c echo.Context) error {
	o, err := d.offer(c)
	if err != nil {
		return err
	}
	var files []openrosa.MediaFile
	for name, content := range o.files {
		files = append(files, openrosa.MediaFile{Name: name, Hash: openrosa.Hash(content), DownloadURL: d.address("/openrosa/forms/" + o.key + "/media/" + name)})
	}
	return xmlAnswer(c, http.StatusOK, openrosa.Manifest(files))
}

func (d *Door) media(c echo.Context) error {
	o, err := d.offer(c)
	if err != nil {
		return err
	}
	content, ok := o.files[c.Param("name")]
	if !ok {
		return models.ErrNotFound
	}
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", content)
}

// offer finds a form by its address.
func (d *Door) offer(c echo.Context) (offer, error) {
	offers, err := d.offers(c.Request().Context())
	if err != nil {
		return offer{}, err
	}
	for _, o := range offers {
		if o.key == c.Param("id") {
			return o, nil
		}
	}
	return offer{}, models.ErrNotFound
}
