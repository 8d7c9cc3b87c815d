package web

import (
	"cmp"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
)

const (
	maxFields = 300
	maxField  = 256 << 10 // bytes of one field's text
	maxText   = 1 << 20   // bytes of all fields
)

// ReadForm reads a form as a stream: fields into values, each file straight to attach, with the
// fields that came before it. What isn't a form is an Invalid error; of a form with too large a file
// all words are read before the TooLarge error of attach is given.
func ReadForm(c echo.Context, attach func(fields url.Values, name string, r io.Reader) error) (url.Values, error) {
	r := c.Request()
	values := url.Values{}
	if !strings.HasPrefix(r.Header.Get(echo.HeaderContentType), "multipart/") {
		if err := r.ParseForm(); err != nil {
			return values, Malformed(err)
		}
		return r.PostForm, nil
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return values, Malformed(err)
	}
	text := 0
	var tooLarge error // the first; what comes after it is read all the same, so that nothing typed is lost
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return values, tooLarge
		}
		if err != nil || n > maxFields {
			return values, Malformed(err)
		}
		if isFile(part) {
			if part.FileName() == "" {
				continue // a file field in which nothing was chosen
			}
			if err := attach(values, part.FileName(), part); err != nil {
				if models.KindOf(err) != models.TooLarge {
					return values, err
				}
				tooLarge = cmp.Or(tooLarge, err)
			}
			continue
		}
		b, err := io.ReadAll(io.LimitReader(part, maxField+1))
		if text += len(b); err != nil || len(b) > maxField || text > maxText {
			return values, Malformed(err)
		}
		values.Add(part.FormName(), strings.ReplaceAll(strings.ToValidUTF8(string(b), "�"), "\x00", ""))
	}
}

// isFile tells a file field, in which nothing may have been chosen, from words.
func isFile(p *multipart.Part) bool {
	return strings.Contains(p.Header.Get("Content-Disposition"), "filename=")
}

// Malformed is the refusal of a form that can't be read, or is larger than may be.
func Malformed(cause error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](cause); ok {
		return models.Refuse(models.TooLarge, "error.too_large.text")
	}
	return &models.Error{Kind: models.Invalid, Key: "report.error.form", Cause: errors.New("a form that can't be read")}
}
