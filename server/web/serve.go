package web

import (
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/media"
)

// ServeFile sends a file that may be sought. Only types that can't run anything are shown in the
// page; the rest is a download. It is never sniffed, and is boxed in by a policy of its own.
func ServeFile(c echo.Context, mimeType, name string, download bool, r io.ReadSeeker) error {
	h := c.Response().Header()
	disposition := "attachment"
	if !download && media.InlineSafe(mimeType) {
		disposition = "inline"
	} else {
		mimeType = "application/octet-stream"
	}
	h.Set("Content-Type", mimeType)
	if v := mime.FormatMediaType(disposition, map[string]string{"filename": name}); v != "" {
		disposition = v
	}
	h.Set("Content-Disposition", disposition)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, r)
	return nil
}
