package web

import (
	"fmt"
	"hash/maphash"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"loupe/models"
)

type limiter struct {
	*rate.Limiter
	seen time.Time
}

const (
	saltLife    = time.Hour
	maxLimiters = 50000
)

// Limit lets perMinute requests a minute through, with bursts, per name and sender. The sender is a
// salted digest of the address; the salt lives in memory, is changed each hour, and neither is
// ever stored.
func (w *Web) Limit(name string, perMinute, burst int) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if wait := w.wait(sender(name, c), perMinute, burst); wait > 0 {
				c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
				return models.Refuse(models.TooMany, "error.too_many.text")
			}
			return next(c)
		}
	}
}

// Metered is Limit for programs: it says in each answer what the limit is and what is left of it
// (draft-ietf-httpapi-ratelimit-headers). Answers that are kept don't count.
func (w *Web) Metered(name string, perMinute int) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			who := sender(name, c)
			wait := w.wait(who, perMinute, perMinute)
			h := c.Response().Header()
			h.Set("RateLimit-Policy", fmt.Sprintf(`"%s";q=%d;w=60`, name, perMinute))
			h.Set("RateLimit", fmt.Sprintf(`"%s";r=%d;t=%d`, name, w.left(who), int(wait.Seconds())+1))
			if wait > 0 {
				h.Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
				return models.Refuse(models.TooMany, "error.too_many.text")
			}
			return next(c)
		}
	}
}

// sender is whom a limit counts: the connection's address and never a header's (Mount says so to echo). It lives
// as long as the request; only its salted digest is remembered, and none of it is logged.
func sender(name string, c echo.Context) string { return name + "\x00" + c.RealIP() }

// left is how many requests a sender has left at this moment.
func (w *Web) left(who string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if l := w.limiters[maphash.String(w.salt, who)]; l != nil {
		return max(0, int(l.TokensAt(w.Now())))
	}
	return 0
}

func (w *Web) wait(who string, perMinute, burst int) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Now()
	if now.Sub(w.salted) > saltLife || len(w.limiters) > maxLimiters {
		w.salt, w.salted = maphash.MakeSeed(), now
		clear(w.limiters)
	}
	key := maphash.String(w.salt, who)
	l := w.limiters[key]
	if l == nil {
		l = &limiter{Limiter: rate.NewLimiter(rate.Limit(float64(perMinute)/60), burst)}
		w.limiters[key] = l
	}
	l.seen = now
	r := l.ReserveN(now, 1)
	if wait := r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return wait
	}
	return 0
}
