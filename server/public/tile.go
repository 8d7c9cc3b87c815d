package public

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
)

// tile answers what a square of the map shows of a search: the same search as the list's, by the same
// names. Columns and rows count as on the web's maps; the row may end in ".json".
func (d *Door) tile(c echo.Context) error {
	var at [3]int
	for i, name := range []string{"z", "x", "y"} {
		n, err := strconv.Atoi(strings.TrimSuffix(c.Param(name), ".json"))
		if err != nil {
			return models.ErrNotFound
		}
		at[i] = n
	}
	t, err := d.browse.Tile(c.Request().Context(), filterOf(c), at[0], at[1], at[2])
	if err != nil {
		return err
	}
	body, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return d.web.Cached(c, "application/json", body)
}

// names answers which sites of the gazetteer lie in a square of the map at browse.NamesZoom.
func (d *Door) names(c echo.Context) error {
	x, err1 := strconv.Atoi(c.Param("x"))
	y, err2 := strconv.Atoi(strings.TrimSuffix(c.Param("y"), ".json"))
	if err1 != nil || err2 != nil {
		return models.ErrNotFound
	}
	list, err := d.browse.Names(c.Request().Context(), x, y)
	if err != nil {
		return err
	}
	body, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return d.web.Cached(c, "application/json", body)
}
