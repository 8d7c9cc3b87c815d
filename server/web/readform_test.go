package web

import (
	"bytes"
	"io"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/labstack/echo/v4"

	"loupe/models"
)

// FuzzReadForm sends whatever a stranger may send as a multipart form: it is read or refused, with a
// kind that has a page of its own, and nothing is held beyond its bounds.
func FuzzReadForm(f *testing.F) {
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"narrative\"\r\n\r\nwords\r\n--x\r\nContent-Disposition: form-data; name=\"exhibits\"; filename=\"a.jpg\"\r\n\r\nbytes\r\n--x--\r\n"))
	f.Add("multipart/form-data", []byte("no boundary"))
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\n\r\n"))
	f.Add("application/x-www-form-urlencoded", []byte("narrative=%zz&a=b"))
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		r := httptest.NewRequest("POST", "/report", bytes.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		c := echo.New().NewContext(r, httptest.NewRecorder())
		values, err := ReadForm(c, func(_ url.Values, _ string, file io.Reader) error {
			_, err := io.Copy(io.Discard, file)
			if err != nil {
				return Malformed(err)
			}
			return nil
		})
		if err != nil && models.KindOf(err) != models.Invalid && models.KindOf(err) != models.TooLarge {
			t.Errorf("refused as %s: %v", models.KindOf(err), err)
		}
		size := 0
		for _, list := range values {
			for _, v := range list {
				size += len(v)
			}
		}
		if size > 4*maxText {
			t.Errorf("%d bytes are held", size)
		}
	})
}
