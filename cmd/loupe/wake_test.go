package main

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loupe/models"
)

// TestBrowsersAreWoken: a reviewer's browser that asked is woken when something new waits, with an empty
// message and once an hour; where to send is readable in no row; what the push service has forgotten is
// forgotten here; and the sentence that is shown says nothing.
func TestBrowsersAreWoken(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		messages, status := 0, http.StatusCreated
		service := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if len(body) != 0 || r.URL.Path != "/send/toucan" {
				t.Errorf("%s gets %q", r.URL.Path, body)
			}
			messages++
			w.WriteHeader(status)
		}))
		defer service.Close()
		server := httptest.NewServer(h.handler)
		defer server.Close()
		b := signIn(t, server.URL, "reviewer3")
		b.submitTo("/account/wake", form{"endpoint": "http://127.0.0.1/inside"}, "#wake")
		b.expect(http.StatusUnprocessableEntity)
		b.submitTo("/account/wake", form{"endpoint": service.URL + "/send/toucan"}, "#wake")
		b.at("/account/wake")
		by := h.as(t, "reviewer3")
		rows, err := h.records.Wakings(t.Context(), by.ID)
		if err != nil || len(rows) != 1 || strings.Contains(string(rows[0].Sealed), "toucan") {
			t.Fatalf("%d rows, or one that is readable: %v", len(rows), err)
		}
		deliver := func(after time.Duration) {
			t.Helper()
			if err := h.newWake(func() time.Time { return time.Now().UTC().Add(after) }, service.Client()); err != nil {
				t.Fatal(err)
			}
			if _, err := h.wake.Deliver(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		waits := func(after time.Duration) {
			t.Helper()
			id, _ := models.NewID(rand.Reader)
			if err := h.records.AddNotices(t.Context(), []models.Notice{{ID: id, PersonID: by.ID, Kind: models.NoticeMention, ItemKind: models.ItemCase, ItemID: id, At: time.Now().Add(after)}}); err != nil {
				t.Fatal(err)
			}
		}
		want := func(n int, when string) {
			t.Helper()
			if messages != n {
				t.Errorf("%s: %d messages, want %d", when, messages, n)
			}
		}
		if deliver(0); messages != 0 {
			t.Error("woken with nothing new")
		}
		waits(time.Second)
		deliver(time.Minute)
		want(1, "something waits")
		waits(2 * time.Minute)
		deliver(30 * time.Minute)
		want(1, "within the hour")
		deliver(2 * time.Hour)
		want(2, "after the hour")
		deliver(4 * time.Hour)
		want(2, "with nothing new since")
		status = http.StatusGone
		waits(5 * time.Hour)
		deliver(6 * time.Hour)
		want(3, "the service has forgotten the browser")
		b.get("/account/wake")
		if b.page.Find("form[action$='/drop']").Length() != 0 {
			t.Error("a browser that is no more is still listed")
		}
		if worker := string(b.raw("/account/wake.js?lang=sw")); !strings.Contains(worker, h.catalog.Localizer("sw").T("wake.shown")) {
			t.Errorf("what is shown when woken: %s", worker)
		}
	})
}
