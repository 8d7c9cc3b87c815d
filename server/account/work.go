package account

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// WorkForm is what routing knows of a reviewer, as a form shows it.
type WorkForm struct {
	models.Work
	LanguageText string // tags with spaces
	From, Until  string // YYYY-MM-DD
}

// In tells whether a conflict with somebody is said.
func (w WorkForm) In(id models.ID) bool { return slices.Contains(w.Conflicts, id) }

func workForm(w models.Work) WorkForm {
	day := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.DateOnly)
	}
	return WorkForm{w, strings.Join(w.Languages, " "), day(w.AwayFrom), day(w.AwayUntil)}
}

func (d *Door) work(c echo.Context) error {
	v := c.FormValue
	w := models.Work{Languages: strings.Fields(strings.ToLower(strings.ReplaceAll(v("languages"), ",", " "))), Unveil: v("unveil") != ""}
	w.Digest, _ = strconv.Atoi(v("digest"))
	w.Capacity, _ = strconv.Atoi(strings.TrimSpace(v("capacity")))
	w.AwayFrom, _ = time.Parse(time.DateOnly, v("away_from"))
	w.AwayUntil, _ = time.Parse(time.DateOnly, v("away_until"))
	for _, id := range c.Request().PostForm["conflict"] {
		w.Conflicts = append(w.Conflicts, models.ID(id))
	}
	return d.done(c, d.people.SaveWork(c.Request().Context(), web.VisitorOf(c).Person, w), "account.saved")
}
