// Package server puts the doors together.
package server

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"loupe/server/web"
)

// Door has addresses.
type Door interface{ Routes(e *echo.Echo) }

// Route is one address that is served.
type Route struct{ Method, Path string }

// Handler serves all doors. It gives their addresses too, for whoever wants to try them all.
func Handler(w *web.Web, doors ...Door) (http.Handler, []Route) {
	e := echo.New()
	w.Mount(e)
	for _, d := range doors {
		d.Routes(e)
	}
	var routes []Route
	for _, r := range e.Routes() {
		routes = append(routes, Route{r.Method, r.Path})
	}
	return w.Front(e), routes
}

// Operations serves health and figures. It belongs on a listener of its own, away from the public:
// no figure has a label that comes from a source.
func Operations(ready func(ctx context.Context) error) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := ready(r.Context()); err != nil {
			http.Error(w, "not ready", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ok\n"))
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return mux
}
