package web

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/labstack/echo/v4"

	"loupe/models"
)

// policy allows what the pages need and nothing else: no inline script or style, no third party.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; media-src 'self'; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; worker-src 'self'"

func (w *Web) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin") // no-referrer would make forms send "Origin: null"
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		if w.tls {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		return next(c)
	}
}

// log writes the deed and nothing of who did it: no address, no agent, no query, no path values.
func (w *Web) log(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		id := rand.Text()[:16]
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		if err := next(c); err != nil {
			c.Error(err)
		}
		w.Log.Info("request", "request", id, "method", c.Request().Method, "route", c.Path(), "status", c.Response().Status, "ms", time.Since(start).Milliseconds())
		return nil
	}
}

// recovered turns a panic into an error. The panic's value could hold content and is not logged.
func (w *Web) recovered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler {
					panic(v)
				}
				w.Log.Error("panic", "route", c.Path(), "kind", fmt.Sprintf("%T", v), "stack", string(debug.Stack()))
				err = fmt.Errorf("panic in %s", c.Path())
			}
		}()
		return next(c)
	}
}

// crossOrigin refuses posts that another site makes a browser send.
func (w *Web) crossOrigin() echo.MiddlewareFunc {
	guard := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if guard.Check(c.Request()) != nil {
				return models.Refuse(models.Forbidden, "error.csrf")
			}
			return next(c)
		}
	}
}

const smallBody = 1 << 20

// InParts names the routes whose handlers read forms with files, as a stream, with bounds and a check of
// the form's token of their own. A form in parts sent anywhere else is refused before it is read, so that
// it goes past nothing that only ordinary forms are asked for.
func (w *Web) InParts(routes ...*echo.Route) {
	for _, r := range routes {
		w.parts[r.Path] = true
	}
}

// bodyLimit bounds ordinary forms, and refuses forms in parts where none is expected.
func (w *Web) bodyLimit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		switch inParts := sentInParts(c); {
		case inParts && !w.parts[c.Path()]:
			return models.Refuse(models.Invalid, "error.invalid.text")
		case !inParts && !isStreamed(c):
			c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, smallBody)
		}
		return next(c)
	}
}

// compressed packs what is text. Pages of signed-in people and answers to posts are left as they
// are: their size must not tell a secret that stands beside something a stranger chose.
func compressed() echo.MiddlewareFunc {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(600), gzhttp.ContentTypes([]string{"text/html", "text/css", "text/javascript", "application/json", "application/manifest+json", "application/geo+json", "application/atom+xml", "application/feed+json", "image/svg+xml", "text/csv", "text/plain"}))
	if err != nil {
		panic(err) // the options are constants
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if r.Method != http.MethodGet || strings.Contains(r.Header.Get("Cookie"), "loupe=") || strings.HasPrefix(r.URL.Path, "/exhibits/") || strings.HasPrefix(r.URL.Path, "/invitation/") {
				return next(c)
			}
			var failed error
			response := c.Response()
			before := response.Writer
			wrap(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				response.Writer = rw
				if failed = next(c); failed != nil {
					c.Error(failed) // written while the packer is still there
				}
			})).ServeHTTP(before, r)
			response.Writer = before
			return nil
		}
	}
}
