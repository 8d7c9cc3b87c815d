package public

import (
	"html/template"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// stories draws what a list says of each case. One without a snippet is the same on every page.
func (d *Door) stories(c echo.Context, p web.Page, hits []models.SearchHit) ([]template.HTML, error) {
	out := make([]template.HTML, len(hits))
	for i, h := range hits {
		key := ""
		if len(h.Snippet) == 0 {
			key = p.Lang() + " " + h.Publication.Ref
		}
		var err error
		if out[i], err = d.web.Part(Home{}, "story", key, web.Began(c), map[string]any{"Page": &p, "Hit": &hits[i]}); err != nil {
			return nil, err
		}
	}
	return out, nil
}
