package press

import (
	"bytes"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/seal"
	"loupe/server/web"
)

// Preview is a case before it is public, for one journalist.
type Preview struct {
	web.Page
	web.Article
	Given  models.Preview
	Holder string
}

// private keeps a preview out of caches and search engines, and its address out of other pages.
func private(c echo.Context) {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	h.Set("Referrer-Policy", "no-referrer")
}

func (d *Door) preview(c echo.Context) error {
	private(c)
	token := c.Param("token")
	row, content, err := d.publish.OpenPreview(c.Request().Context(), seal.SessionToken(token))
	if err != nil {
		return err
	}
	p := models.Publication{Version: 1, PublishedAt: row.MadeAt, UpdatedAt: row.MadeAt, Content: content.Content}
	article, err := web.NewArticle(p, func(e models.PublicCopy) string { return "/preview/" + token + "/" + string(e.ID) })
	if err != nil {
		return err
	}
	return d.web.Render(c, 200, Preview{d.web.Page(c, "pressroom.preview"), article, row, content.Holder})
}

func (d *Door) copy(c echo.Context) error {
	private(c)
	body, err := d.publish.PreviewCopy(c.Request().Context(), seal.SessionToken(c.Param("token")), models.ID(c.Param("copy")))
	if err != nil {
		return err
	}
	kind := "application/octet-stream"
	switch {
	case strings.HasPrefix(string(body), "\xff\xd8"):
		kind = "image/jpeg"
	case len(body) > 8 && string(body[4:8]) == "ftyp": // made here: see media.Cut
		kind = "video/mp4"
	}
	return web.ServeFile(c, kind, "preview"+models.PublicCopy{Type: kind}.Extension(), false, bytes.NewReader(body))
}
