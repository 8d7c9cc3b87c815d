package collect

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
)

var errLength = models.Refuse(models.Invalid, "device.error.length")

// byteRange is what a Content-Range says that comes (RFC 9110, section 14.4).
type byteRange struct{ first, last, total int64 }

var rangeForm = regexp.MustCompile(`^bytes (\d{1,15})-(\d{1,15})/(\d{1,15})$`)

// parseRange reads "bytes 0-99/200". A total that isn't known, and what could not be, is no range.
func parseRange(s string) (byteRange, bool) {
	m := rangeForm.FindStringSubmatch(s)
	if m == nil {
		return byteRange{}, false
	}
	var r byteRange
	for i, to := range []*int64{&r.first, &r.last, &r.total} {
		n, err := strconv.ParseInt(m[i+1], 10, 64)
		if err != nil {
			return byteRange{}, false
		}
		*to = n
	}
	return r, r.first <= r.last && r.last < r.total
}

// tellaPieces finds the file of a request.
func (d *Door) tellaPieces(c echo.Context) (*intake.Pieces, error) {
	name, err := url.PathUnescape(c.Param("name"))
	report := models.ID(c.Param("report"))
	if err != nil || name == "" || len(name) > 255 || !report.Valid() {
		return nil, models.ErrNotFound
	}
	return d.intake.OpenPieces(c.Request().Context(), senderOf(c).Person, bearer(c), report, name)
}

// tellaHeld says how many bytes are held: the app goes on from there.
func (d *Door) tellaHeld(c echo.Context) error {
	p, err := d.tellaPieces(c)
	if err != nil {
		return err
	}
	c.Response().Header()["size"] = []string{strconv.FormatInt(p.Held(), 10)}
	return c.NoContent(http.StatusOK)
}

// tellaRange takes a range of a file (version 2). It may begin at or before what is held: the app
// begins with the last byte that it knows to be held.
func (d *Door) tellaRange(c echo.Context) error {
	r := c.Request()
	if r.Header.Get("Content-Range") == "" || r.ContentLength < 0 {
		return errLength
	}
	given, ok := parseRange(r.Header.Get("Content-Range"))
	if !ok || r.ContentLength != given.last-given.first+1 {
		return intake.ErrRange
	}
	if given.total > d.intake.Limits().FileSize {
		return &models.Error{Kind: models.TooLarge, Key: "report.error.size", Args: map[string]any{"Max": d.intake.Limits().FileSize >> 20}}
	}
	p, err := d.tellaPieces(c)
	if err != nil {
		return err
	}
	if err := d.tellaWrite(c, p, given.first); err != nil {
		return err
	}
	if p.Held() < given.total {
		if p.Held() > 0 {
			c.Response().Header().Set("Range", "bytes=0-"+strconv.FormatInt(p.Held()-1, 10))
		}
		return c.NoContent(http.StatusPartialContent)
	}
	if err := p.Finish(detached(c)); err != nil {
		return raced(err)
	}
	return c.NoContent(http.StatusCreated)
}

// tellaRest takes all that isn't held of a file (version 1); an empty POST closes it.
func (d *Door) tellaRest(c echo.Context) error {
	p, err := d.tellaPieces(c)
	if err != nil {
		return err
	}
	if err := d.tellaWrite(c, p, p.Held()); err != nil {
		return err
	}
	return c.NoContent(http.StatusOK)
}

func (d *Door) tellaClose(c echo.Context) error {
	p, err := d.tellaPieces(c)
	if err != nil {
		return err
	}
	if err := p.Finish(detached(c)); err != nil {
		return raced(err)
	}
	return c.NoContent(http.StatusOK)
}

func (d *Door) tellaWrite(c echo.Context, p *intake.Pieces, from int64) error {
	line := &line{r: c.Request().Body}
	err := p.Write(detached(c), from, line)
	if line.cut {
		return errors.Join(errMultipart, err)
	}
	return raced(err)
}

// raced tells a second writer of the same file to ask again: two are never mixed.
func raced(err error) error {
	if models.KindOf(err) == models.Conflict {
		return models.Refuse(models.Conflict, "device.error.again")
	}
	return err
}
