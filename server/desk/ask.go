package desk

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// ask sends a question with its files, or puts a message that is ready into the form.
func (d *Door) ask(c echo.Context) error {
	var files []review.File
	c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, 2*review.MaxFileSize)
	values, err := web.ReadForm(c, func(_ url.Values, name string, r io.Reader) error {
		data, err := io.ReadAll(io.LimitReader(r, review.MaxFileSize+1)) // one byte more is refused by the deed
		if len(data) > 0 {
			files = append(files, review.File{Name: name, Data: data})
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := web.CheckCSRF(c, values.Get("csrf")); err != nil {
		return err
	}
	if values.Get("do") == "ready" {
		return d.putReady(c, values)
	}
	err = d.review.Ask(c.Request().Context(), reader(c), id(c), strings.TrimSpace(values.Get("text")), files...)
	return d.done(c, err, "/desk/reports/"+c.Param("id"), "desk.asked", func(c echo.Context, wrong error) error {
		return d.showTyped(c, values, wrong)
	})
}

// attached serves a file that the desk sent to a source.
func (d *Door) attached(c echo.Context) error {
	f, data, err := d.review.Attached(c.Request().Context(), reader(c), id(c), models.ID(c.Param("file")))
	if err != nil {
		return err
	}
	return web.ServeFile(c, f.Type, f.Name, true, bytes.NewReader(data))
}
