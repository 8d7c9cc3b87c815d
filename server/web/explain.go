package web

import (
	"errors"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/i18n"
	"loupe/models"
)

// Explain gives the status and the words of a refusal, for doors that answer programs in a form of
// their own. What is ours is logged under the request's number; the words don't tell it.
func (w *Web) Explain(c echo.Context, l *i18n.Localizer, err error) (status int, text string) {
	status, kind := w.kindOf(err)
	if status >= 500 && kind == models.Internal {
		w.Log.Error("request failed", "request", c.Response().Header().Get(echo.HeaderXRequestID), "route", c.Path(), "cause", err.Error())
	}
	text = l.T("error." + string(kind) + ".text")
	if e, ok := errors.AsType[*models.Error](err); ok && e.Key != "" && l.Has(e.Key) {
		text = l.TMap(e.Key, e.Args)
	}
	return status, text
}

// streamed are addresses whose handlers read a body as a stream, with bounds of their own.
var streamed = []string{"/tella/file/", "/uploads"}

// speaksHead tells whether a door of devices answers HEAD in its own way, which its protocol gives a
// meaning. Everywhere else it is GET without the body.
func speaksHead(path string) bool {
	for _, prefix := range []string{"/openrosa/", "/tella/", "/uploads"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

func isStreamed(c echo.Context) bool {
	for _, prefix := range streamed {
		if strings.HasPrefix(c.Path(), prefix) {
			return true
		}
	}
	return false
}
