package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
)

// statuses is the one table that turns a kind of refusal into a status.
var statuses = map[models.ErrorKind]int{
	models.Invalid: http.StatusUnprocessableEntity, models.NotFound: http.StatusNotFound, models.Gone: http.StatusGone,
	models.Unauthenticated: http.StatusUnauthorized, models.Forbidden: http.StatusForbidden, models.Conflict: http.StatusConflict,
	models.TooLarge: http.StatusRequestEntityTooLarge, models.TooMany: http.StatusTooManyRequests,
	models.Unavailable: http.StatusServiceUnavailable, models.Internal: http.StatusInternalServerError,
}

// Status gives the status of an error, 200 for none.
func Status(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return statuses[models.KindOf(err)]
}

// Error is the page of every refusal.
type Error struct {
	Page
	Status    int
	Heading   string
	Text      string
	RequestID string
}

// Problem is an error for programs (RFC 9457).
type Problem struct {
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail,omitempty"`
	Instance string `json:"instance,omitempty"`
}

func (w *Web) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status, kind := w.kindOf(err)
	id := c.Response().Header().Get(echo.HeaderXRequestID)
	if status >= 500 {
		// The cause is for us; the visitor gets the number under which we find it.
		w.Log.Error("request failed", "request", id, "route", c.Path(), "cause", err.Error())
	}
	p := w.Page(c, "error."+string(kind))
	page := Error{Page: p, Status: status, Heading: p.Title, Text: p.T("error." + string(kind) + ".text"), RequestID: id}
	if e, ok := errors.AsType[*models.Error](err); ok && e.Key != "" && p.Has(e.Key) {
		page.Text = p.problem(e)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	if status == http.StatusTooManyRequests && c.Response().Header().Get("Retry-After") == "" {
		c.Response().Header().Set("Retry-After", strconv.Itoa(60))
	}
	if c.Request().Method == http.MethodHead {
		_ = c.NoContent(status)
		return
	}
	if wantsJSON(c) {
		c.Response().Header().Set(echo.HeaderContentType, "application/problem+json")
		_ = c.JSON(status, Problem{"about:blank", page.Heading, status, page.Text, id})
		return
	}
	if err := w.Render(c, status, page); err != nil {
		w.Log.Error("error page failed", "request", id, "cause", err.Error())
		_ = c.String(status, http.StatusText(status))
	}
}

func (w *Web) kindOf(err error) (int, models.ErrorKind) {
	if he, ok := errors.AsType[*echo.HTTPError](err); ok {
		for kind, status := range statuses {
			if status == he.Code {
				return status, kind
			}
		}
		if he.Code >= 400 && he.Code < 500 {
			return he.Code, models.Invalid
		}
		return http.StatusInternalServerError, models.Internal
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge, models.TooLarge
	}
	kind := models.KindOf(err)
	return statuses[kind], kind
}

func wantsJSON(c echo.Context) bool {
	return strings.HasPrefix(c.Request().URL.Path, "/api/") || strings.Contains(c.Request().Header.Get("Accept"), "json")
}
