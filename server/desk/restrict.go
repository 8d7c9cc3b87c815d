package desk

import (
	"github.com/labstack/echo/v4"

	"loupe/models"
)

// restrict puts a report into the compartment. Who isn't named for it can't be shown it any more.
func (d *Door) restrict(c echo.Context) error {
	ctx, by := c.Request().Context(), reader(c).Person
	err := d.review.Restrict(ctx, by, id(c), c.FormValue("why"))
	to := "/desk"
	if err == nil {
		open, err := d.review.Knows(ctx, by, id(c))
		if err != nil {
			return err
		}
		if open {
			to = "/desk/reports/" + c.Param("id")
		}
	}
	return d.done(c, err, to, "restrict.done", d.showReport)
}

func (d *Door) unrestrict(c echo.Context) error {
	return d.reportDone(c, d.review.Unrestrict(c.Request().Context(), reader(c).Person, id(c), c.FormValue("why")), "restrict.ended")
}

// Unnamed tells that the reader isn't named for the compartment of the report's desk.
func (r Report) Unnamed() bool { return !r.Visitor.Person.NamedOn(r.DeskID) }

// ByActs tells that the report's acts restrict it, which nobody can take back.
func (r Report) ByActs() bool { return models.Facts{Categories: r.Facts.Categories}.Restricted() }
