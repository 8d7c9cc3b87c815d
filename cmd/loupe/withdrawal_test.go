package main

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"loupe/models"
	"loupe/publish"
	"loupe/server"
)

// walk asks every public address that the server has, filled with what is known of a case, and hands
// each answer to see. The addresses come from the server's own table: a new one is walked without a
// word here. Addresses that lead to the sign-in are nobody's but the signed-in.
type walk struct {
	t     *testing.T
	h     *house
	site  string
	fill  *strings.Replacer
	asked []string // queries, each tried at each address
	tags  map[string]string
}

func (w *walk) every(see func(route server.Route, address string, status int, head http.Header, body []byte)) (walked int) {
	w.t.Helper()
	client := &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, r := range w.h.routes {
		if r.Method != http.MethodGet {
			continue
		}
		for i, query := range w.asked {
			address := w.fill.Replace(r.Path) + query
			request, err := http.NewRequestWithContext(w.t.Context(), http.MethodGet, w.site+address, nil)
			if err != nil {
				w.t.Fatal(err)
			}
			if tag := w.tags[address]; tag != "" {
				request.Header.Set("If-None-Match", tag)
			}
			response, err := client.Do(request)
			if err != nil {
				w.t.Fatalf("%s: %v", address, err)
			}
			body, err := io.ReadAll(response.Body)
			_ = response.Body.Close()
			if err != nil {
				w.t.Fatalf("%s: %v", address, err)
			}
			if strings.HasPrefix(response.Header.Get("Location"), "/sign-in") || response.StatusCode == http.StatusUnauthorized {
				break
			}
			if i == 0 {
				walked++
			}
			see(r, address, response.StatusCode, response.Header, append(body, response.Header.Get("Location")...))
		}
	}
	return walked
}

// isGoneEverywhere withdraws a case and then looks for its text, its pictures and its reference at
// every public address, also as somebody who has kept each answer from before.
func isGoneEverywhere(t *testing.T, h *house, site string, p models.Publication) {
	const title, account = "Quillwort heliotrope", "The obsidian marimba was heard at dawn"
	p = renamed(t, h, p, title, account)
	e := p.Content.Exhibits[0]
	marks := map[string]string{
		"title": title, "account": account, "reference": p.Ref, "a picture's id": string(e.ID), "a digest": e.SHA256, "a caption": e.Caption, "an earlier picture": p.Ref + "-v1-", "a translation": "sarrasin",
	}
	page := url.QueryEscape
	w := &walk{
		t: t, h: h, site: site, tags: map[string]string{},
		fill: strings.NewReplacer(":ref", p.Ref, ":number", strings.TrimPrefix(p.Ref, "LP-"), ":n", "1", ":id", string(e.ID), ":name", e.Name, ":slug", orElse(p.Content.SiteSlug, "ngoro-pit-xm"), ":lang", "fr",
			":z", "0", ":x", "0", ":y", "0", "*", "base.css"),
		asked: []string{"", "?q=" + page("quillwort"), "?q=" + page("obsidian mar"), "?q=" + p.Ref, "?country=" + p.Content.Country, "?site=" + p.Content.SiteSlug, "?digest=" + e.SHA256, "?url=" + page(h.base+"/cases/"+p.Ref), "?since=0&limit=500"},
	}
	shown, before := map[string]bool{}, map[string]bool{}
	walked := w.every(func(r server.Route, address string, status int, head http.Header, body []byte) {
		w.tags[address] = head.Get("Etag")
		for what, mark := range marks {
			if status == http.StatusOK && bytes.Contains(body, []byte(mark)) && !strings.Contains(address, url.QueryEscape(mark)) {
				shown[what], before[address] = true, true
			}
		}
	})
	if walked < 40 || len(before) < 40 || !shown["title"] || !shown["reference"] || !shown["a digest"] || !shown["a picture's id"] || !shown["a translation"] || !before["/map/tiles/0/0/0"] {
		t.Errorf("the walk is blind: %d addresses walked, %d answers speak of the case, %v seen", walked, len(before), shown)
	}
	stats, err := h.published.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pictures := lighterCopies(t, h, site, p)

	withdrawOne(t, h, p.Ref)

	w.every(func(r server.Route, address string, status int, head http.Header, body []byte) {
		if status == http.StatusNotModified && before[address] {
			t.Errorf("%s: who kept the answer from before is told that it is current", address)
		}
		for what, mark := range marks {
			told := strings.Contains(address, mark) || strings.Contains(address, url.QueryEscape(mark)) // a page may say what was asked for
			if bytes.Contains(body, []byte(mark)) && !told && !(what == "reference" && noticeOf(r.Path)) {
				t.Errorf("%s (%d) still shows %s of what was withdrawn", address, status, what)
			}
		}
		if strings.HasPrefix(r.Path, "/cases/:ref") && status != http.StatusGone {
			t.Errorf("%s answers %d, want %d", address, status, http.StatusGone)
		}
	})
	for _, address := range pictures {
		if r, _ := fetch(t, http.MethodGet, address, nil); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", address, r.StatusCode)
		}
	}
	if err := h.objects.List(t.Context(), "public/"+string(e.ID), func(key string, _ int64) error {
		t.Errorf("%s is still kept", key)
		return nil
	}); err != nil {
		t.Error(err)
	}
	after, err := h.published.Stats(t.Context())
	if err != nil || after.Cases != stats.Cases-1 {
		t.Errorf("%d cases are counted, %d before: %v", after.Cases, stats.Cases, err)
	}
}

// lighterCopies gives the addresses of all sizes of a case's pictures, as its page names them.
func lighterCopies(t *testing.T, h *house, site string, p models.Publication) []string {
	t.Helper()
	if _, err := h.Publish.MakeRenditions(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, site)
	b.get("/cases/" + p.Ref)
	var out []string
	b.page.Find("picture source, picture img").Each(func(_ int, s *goquery.Selection) {
		for one := range strings.SplitSeq(s.AttrOr("srcset", ""), ",") {
			address, _, _ := strings.Cut(strings.TrimSpace(one), " ")
			out = append(out, site+address)
		}
	})
	out = append(out, site+"/exhibits/"+string(p.Content.Exhibits[0].ID)+"/veil.jpg")
	for _, address := range out {
		r, body := fetch(t, http.MethodGet, address, nil)
		if kind := r.Header.Get("Content-Type"); r.StatusCode != http.StatusOK || kind != http.DetectContentType([]byte(body)) {
			t.Errorf("%s: %d %s", address, r.StatusCode, kind)
		}
	}
	if len(out) < 4 {
		t.Errorf("pictures come in few sizes: %v", out)
	}
	return out
}

// noticeOf tells which addresses may still name the reference: those whose purpose is to tell of it.
func noticeOf(path string) bool {
	return strings.HasPrefix(path, "/cases/:ref") || strings.Contains(path, "corrections") || strings.Contains(path, "changes") || strings.Contains(path, "withdraw") || strings.HasPrefix(path, "/LP-") || strings.HasPrefix(path, "/lp-") || strings.HasPrefix(path, "/c/") || strings.HasPrefix(path, "/dossiers")
}

// renamed corrects a case to words that stand nowhere else.
func renamed(t *testing.T, h *house, p models.Publication, title, account string) models.Publication {
	t.Helper()
	for _, name := range []string{"editor", "editor2"} {
		who := h.as(t, name)
		by := publish.Editor{Person: who.Person, Key: who.Key}
		draft, err := h.Publish.Draft(t.Context(), by, p.CaseID)
		if err != nil {
			continue
		}
		x := draft.Content
		x.Title, x.Account = title, account
		for i := range x.Exhibits {
			x.Exhibits[i].Caption += " (heliotrope)"
		}
		if err := h.Publish.Save(t.Context(), by, p.CaseID, x, draft.Version); err != nil {
			t.Fatal(err)
		}
		out, err := h.Publish.Correct(t.Context(), by, p.CaseID, draft.Publication.Version, "Other words.")
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	t.Fatal("no editor could correct")
	return p
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
