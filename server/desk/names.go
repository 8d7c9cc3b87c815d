package desk

import (
	"strconv"

	"github.com/labstack/echo/v4"
)

// pseudonyms replaces real names in the kept draft.
func (d *Door) pseudonyms(c echo.Context) error {
	version, _ := strconv.Atoi(c.FormValue("draft"))
	err := d.publish.Pseudonymise(c.Request().Context(), editor(c), id(c), version)
	return d.done(c, err, "/desk/cases/"+c.Param("id")+"/publication", "names.done", d.showDraft)
}
