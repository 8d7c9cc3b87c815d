package desk

import (
	"bytes"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/media"
	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// maxStill bounds the picture of a still that a browser sends, and is what may be held of it in memory.
const maxStill = 24 << 20

// addStill keeps a still: the picture in the form's file "still", or one that is taken here from the
// original at the form's time. A script is answered in JSON.
func (d *Door) addStill(c echo.Context) error {
	r := c.Request()
	var shown []byte
	if strings.HasPrefix(r.Header.Get(echo.HeaderContentType), "multipart/form-data") {
		r.Body = http.MaxBytesReader(c.Response(), r.Body, maxStill)
		if err := r.ParseMultipartForm(2 * maxStill); err != nil { // more than the body: nothing goes to a disk
			return models.RefuseFields(models.FieldError{Field: "at", Key: "still.error.large"})
		}
		r.PostForm = url.Values(r.MultipartForm.Value)
		if err := web.CheckCSRF(c, r.PostForm.Get("csrf")); err != nil {
			return err
		}
		if f, _, err := r.FormFile("still"); err == nil {
			defer f.Close()
			if shown, err = io.ReadAll(f); err != nil {
				return err
			}
		}
	}
	at := seconds(strings.TrimSpace(r.PostForm.Get("at")))
	if math.IsNaN(at) || math.IsInf(at, 0) || math.Abs(at) > 1e7 {
		at = -1
	}
	still, err := d.review.AddStill(r.Context(), reader(c), id(c), time.Duration(math.Round(at*1000))*time.Millisecond, shown)
	if err == nil && strings.Contains(r.Header.Get("Accept"), "json") {
		return c.JSON(http.StatusOK, map[string]any{"position": still.Position, "time": web.Clock(still.Position)})
	}
	return d.done(c, err, "/desk/exhibits/"+string(id(c))+"#stills", "still.kept", d.showExhibit)
}

func (d *Door) still(c echo.Context) error { return d.workingCopy(c, models.CopyStill, "still.jpg") }
func (d *Door) page(c echo.Context) error  { return d.workingCopy(c, models.CopyPage, "page.jpg") }

// workingCopy sends the picture of a page or a still.
func (d *Door) workingCopy(c echo.Context, kind models.CopyKind, name string) error {
	n, err := strconv.ParseInt(c.Param("n"), 10, 64)
	if err != nil || n < 0 {
		return models.ErrNotFound
	}
	jpeg, err := d.review.CopyPicture(c.Request().Context(), reader(c), id(c), kind, n)
	if err != nil {
		return err
	}
	return web.ServeFile(c, "image/jpeg", name, false, bytes.NewReader(jpeg))
}

// sound sends the peaks of a recording's sound.
func (d *Door) sound(c echo.Context) error {
	s, err := d.review.Sound(c.Request().Context(), reader(c), id(c))
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, s)
}

// milliseconds writes a time in seconds as stills are numbered.
func milliseconds(seconds float64) string {
	return strconv.FormatInt(int64(math.Round(seconds*1000)), 10)
}

// Clock is the time of a still, as people say it.
func (e Exhibit) Clock(c review.OpenCopy) string { return web.Clock(c.Position) }

// Long is a length of time, as people say it.
func (e Exhibit) Long(d time.Duration) string { return web.Clock(d.Milliseconds()) }

// Until is the end of a finding's stretch, for an address that says from when to when to play.
func (e Exhibit) Until(f review.OpenFinding) string {
	if f.To <= f.From {
		return ""
	}
	return "," + strconv.FormatFloat(f.To, 'f', -1, 64)
}

// Span is the stretch of time of a finding, as people say it.
func (e Exhibit) Span(f review.OpenFinding) string {
	from := web.Clock(int64(math.Round(f.From * 1000)))
	if f.To <= f.From {
		return from
	}
	return from + "–" + web.Clock(int64(math.Round(f.To*1000)))
}

// playable tells whether the original's type is a recording of pictures or sound that is played here.
func playable(e review.Examined) bool {
	return media.InlineSafe(e.Original.Type) && (e.Kind == models.Video || e.Kind == models.Audio)
}
