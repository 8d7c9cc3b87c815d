package public

import (
	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/press"
	"loupe/server/web"
)

// dossierCiteRoutes are the forms in which an edition of a dossier is cited.
func (d *Door) dossierCiteRoutes(e *echo.Echo) {
	for name, form := range citations {
		e.GET("/dossiers/:slug/:edition/"+name, func(c echo.Context) error {
			edition, err := d.citedEdition(c)
			if err != nil {
				return err
			}
			body, err := form.write(dossierWork(d.web.Page(c, "public.cite"), edition))
			if err != nil {
				return err
			}
			return d.web.Cached(c, form.contentType, body)
		})
	}
}

// citedEdition is the one that the address names. One that was withdrawn is Gone.
func (d *Door) citedEdition(c echo.Context) (models.Edition, error) {
	editions, err := d.browse.Dossier(c.Request().Context(), c.Param("slug"))
	if err != nil {
		return models.Edition{}, err
	}
	for _, e := range editions {
		if e.Name == c.Param("edition") {
			if e.Withdrawal != nil {
				return e, models.Refuse(models.Gone, "error.gone.text")
			}
			return e, nil
		}
	}
	return models.Edition{}, models.ErrNotFound
}

func dossierWork(page web.Page, e models.Edition) press.Work {
	return press.Work{
		Ref: e.Slug, Edition: e.Name, Title: e.Title, Summary: e.Summary, Publisher: page.Platform.Name, Language: e.Language,
		URL: page.BaseURL + "/dossiers/" + e.Slug + "/" + e.Name, Published: e.At, Updated: e.At,
	}
}
