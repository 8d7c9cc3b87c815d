package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"loupe/server"
)

type serveCommand struct{}

// Run serves until it is told to stop, then lets requests end.
func (serveCommand) Run(ctx context.Context, s *settings) error {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	h, err := open(ctx, s, log)
	if err != nil {
		return err
	}
	defer h.close()
	return serve(ctx, s, h, log, func(address string) { fmt.Println("Loupe is at", address) })
}

// serve serves until ctx ends or it can't, and returns when nothing of it works any more: whoever opened the house
// can close it then.
func serve(ctx context.Context, s *settings, h *house, log *slog.Logger, started func(address string)) error {
	listener, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return fmt.Errorf("%w; choose another address with --listen", err)
	}
	defer listener.Close()
	public := &http.Server{Handler: slowUploads(h.handler), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(discard{}, slog.LevelError)}
	public.RegisterOnShutdown(func() { close(h.stopping) })
	operations := &http.Server{Handler: server.Operations(h.ready), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second}
	failed := make(chan error, 2)
	if s.OpsListen != "" {
		ops, err := net.Listen("tcp", s.OpsListen)
		if err != nil {
			return fmt.Errorf("%w; choose another address with --ops-listen", err)
		}
		go func() { failed <- operations.Serve(ops) }()
	}
	go func() { failed <- public.Serve(listener) }()
	working, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer stop()
	for _, work := range []func(context.Context, *slog.Logger){h.sweep, h.escalate, h.outgoing, h.lighten, h.wakes, h.warm} {
		workers.Go(func() { work(working, log) })
	}
	if h.post != nil {
		workers.Go(func() { h.digests(working, log, h.post.Send) })
	}
	workers.Go(func() { h.records.Watch(working) })
	address := s.URL
	if address == "" {
		address = "http://" + listener.Addr().String()
	}
	started(address)
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	quiet, late := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer late()
	return errors.Join(err, public.Shutdown(quiet), operations.Shutdown(quiet))
}

// warm reads what is public, so that the first reader doesn't wait for it.
func (h *house) warm(ctx context.Context, log *slog.Logger) {
	if err := h.published.Warm(ctx); err != nil && ctx.Err() == nil {
		log.Error("reading what is public", "cause", err.Error())
	}
}

// uploadLife bounds one request: long enough for 256 MB over a bad line.
const uploadLife = 6 * time.Hour

// slowUploads gives ordinary requests a minute to arrive, and reports with files the time they need.
func slowUploads(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength == 0 { // nothing is to come, and setting a time costs
			next.ServeHTTP(w, r)
			return
		}
		limit := time.Minute
		if r.Method == http.MethodPost && r.ContentLength > 1<<20 || r.ContentLength < 0 {
			limit = uploadLife
		}
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(limit)) // not all writers have one
		next.ServeHTTP(w, r)
	})
}

// discard drops what net/http would log of connections: it names remote addresses.
type discard struct{}

func (discard) Enabled(context.Context, slog.Level) bool  { return false }
func (discard) Handle(context.Context, slog.Record) error { return nil }
func (d discard) WithAttrs([]slog.Attr) slog.Handler      { return d }
func (d discard) WithGroup(string) slog.Handler           { return d }
