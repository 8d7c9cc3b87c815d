package collect

import (
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
)

// The protocol is https://tus.io/protocols/resumable-upload, version 1.0.0.
const (
	tusVersion    = "1.0.0"
	tusExtensions = "creation,creation-with-upload,termination,expiration"
	pieceType     = "application/offset+octet-stream"
)

// resumable asks for the version that is spoken here.
func (d *Uploads) resumable(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Tus-Resumable", tusVersion)
		h.Set("Cache-Control", "no-store")
		if c.Request().Method != http.MethodOptions && c.Request().Header.Get("Tus-Resumable") != tusVersion {
			h.Set("Tus-Version", tusVersion)
			return echo.NewHTTPError(http.StatusPreconditionFailed)
		}
		return next(c)
	}
}

func (d *Uploads) options(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Tus-Version", tusVersion)
	h.Set("Tus-Extension", tusExtensions)
	return c.NoContent(http.StatusNoContent)
}

func (d *Uploads) create(c echo.Context) error {
	r := c.Request()
	size, err := number(r.Header, "Upload-Length")
	if err != nil {
		return err
	}
	m, err := metadata(r.Header.Get("Upload-Metadata"))
	if err != nil {
		return err
	}
	token, u, err := d.intake.BeginUpload(r.Context(), models.ID(m["report"]), models.ID(m["exhibit"]), models.ExhibitKind(m["kind"]), size)
	if err != nil {
		return refused(err)
	}
	c.Response().Header().Set("Location", "/uploads/"+token)
	if r.Header.Get("Content-Type") == pieceType && r.ContentLength != 0 {
		u, err = d.intake.Append(r.Context(), token, 0, d.body(c))
		if err != nil && models.KindOf(err) != models.Internal {
			return refused(err)
		}
		// A cut line or a store that failed: what is durable is told all the same, and the sender goes on from there.
		told(c, u)
	}
	expires(c, u)
	return c.NoContent(http.StatusCreated)
}

func (d *Uploads) offset(c echo.Context) error {
	u, err := d.intake.Upload(c.Request().Context(), c.Param("token"))
	if err != nil {
		return refused(err)
	}
	told(c, u)
	expires(c, u)
	c.Response().Header().Set("Upload-Length", strconv.FormatInt(u.Size, 10))
	return c.NoContent(http.StatusOK)
}

func (d *Uploads) patch(c echo.Context) error {
	r := c.Request()
	if r.Header.Get("Content-Type") != pieceType {
		return echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	offset, err := number(r.Header, "Upload-Offset")
	if err != nil {
		return err
	}
	u, err := d.intake.Append(r.Context(), c.Param("token"), offset, d.body(c))
	if err != nil {
		return refused(err)
	}
	told(c, u)
	expires(c, u)
	return c.NoContent(http.StatusNoContent)
}

func (d *Uploads) end(c echo.Context) error {
	if err := d.intake.EndUpload(c.Request().Context(), c.Param("token")); err != nil {
		return refused(err)
	}
	return c.NoContent(http.StatusNoContent)
}

func told(c echo.Context, u models.Upload) {
	c.Response().Header().Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
}

func expires(c echo.Context, u models.Upload) {
	c.Response().Header().Set("Upload-Expires", u.Expires().UTC().Format(http.TimeFormat))
}

// refused gives a refusal the status that tus has for it.
func refused(err error) error {
	switch {
	case errors.Is(err, intake.ErrUploadLocked):
		return echo.NewHTTPError(http.StatusLocked)
	case models.KindOf(err) == models.Invalid:
		return echo.NewHTTPError(http.StatusBadRequest)
	case errors.Is(err, errCut):
		return echo.NewHTTPError(http.StatusBadRequest) // nobody is there to read it
	}
	return err
}

// number reads a header that has a whole number of bytes.
func number(h http.Header, name string) (int64, error) {
	v := h.Get(name)
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || n < 0 || strings.Trim(v, "0123456789") != "" || len(h.Values(name)) != 1 {
		return 0, echo.NewHTTPError(http.StatusBadRequest)
	}
	return n, nil
}

// metadata reads Upload-Metadata: keys with values in base64. Only what is needed is let in, so that
// no file's name arrives by mistake.
func metadata(header string) (map[string]string, error) {
	out := map[string]string{}
	bad := echo.NewHTTPError(http.StatusBadRequest)
	if len(header) > 512 {
		return nil, bad
	}
	for pair := range strings.SplitSeq(header, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(pair), " ")
		b, err := base64.StdEncoding.Strict().DecodeString(value)
		if _, twice := out[key]; err != nil || twice || key != "report" && key != "exhibit" && key != "kind" {
			return nil, bad
		}
		out[key] = string(b)
	}
	return out, nil
}

var errCut = errors.New("the line was cut")

// uploadSilence is how long a sender may give nothing.
const uploadSilence = time.Minute

// body reads what a request brings for as long as something comes. A line that is cut or silent is no
// failure of ours.
func (d *Uploads) body(c echo.Context) io.Reader {
	return &patient{c.Request().Body, http.NewResponseController(c.Response())}
}

type patient struct {
	r          io.Reader
	controller *http.ResponseController
}

func (p *patient) Read(b []byte) (int, error) {
	_ = p.controller.SetReadDeadline(time.Now().Add(uploadSilence)) // not all writers have one
	n, err := p.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = errors.Join(errCut, models.Refuse(models.Invalid, "report.error.form"))
	}
	return n, err
}
