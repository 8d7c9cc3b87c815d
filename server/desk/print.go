package desk

import (
	"fmt"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// Print is a case on sheets of paper. How it looks on them is in static/print.css.
type Print struct {
	web.Page
	review.Printed
	Pictures bool
	Checks   []models.Check
}

func (d *Door) print(c echo.Context) error {
	printed, err := d.review.Print(c.Request().Context(), reader(c), id(c), c.QueryParam("names") == "yes")
	if err != nil {
		return err
	}
	return d.web.Render(c, 200, Print{d.web.Page(c, "print.title", "Number", printed.Number), printed, c.QueryParam("pictures") == "yes", models.Checks})
}

// Of names a report by its place on the sheets; 0 when it isn't there.
func (p Print) Of(report models.ID) int {
	for i, s := range p.Sheets {
		if s.ID == report {
			return i + 1
		}
	}
	return 0
}

// Item names what an entry of custody is about as the sheets do.
func (p Print) Item(e models.CustodyEntry) string {
	for i, s := range p.Sheets {
		if s.ID == e.ItemID {
			return p.T("print.report", "Number", i+1)
		}
		for k, x := range s.Exhibits {
			if x.ID == e.ItemID {
				return p.T("print.exhibit", "Number", fmt.Sprintf("%d.%d", i+1, k+1))
			}
		}
	}
	return p.T("case.title", "Number", p.Case.Number)
}
