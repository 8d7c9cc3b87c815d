// Package mirror writes the public site as files: for a second host, or a stick that is carried
// where there is no network. It asks the site's own handler as a stranger would, so that nothing can
// be in a copy that isn't published.
package mirror

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Options say what is copied.
type Options struct {
	Handler    http.Handler
	Base       string        // public address of the living site, without a slash at its end
	At         string        // that of the copy, so that pictures of shared links come from it; "" for none
	Languages  []string      // of its pages; the first is at its root
	Generation func() uint64 // changes whenever anything public does
	Text       func(lang, key string) string
}

// Result counts what a run did, in files.
type Result struct{ Files, Written, Removed int }

// attempts is how often a run begins anew because something was published or withdrawn meanwhile.
const attempts = 5

// Run brings a folder to what is public now. What hasn't changed is not touched, each file is
// replaced in one step, and what is no longer public is removed. The folder has to be empty or a
// copy made before.
func Run(ctx context.Context, dir string, o Options) (Result, error) {
	f, err := openFolder(dir)
	if err != nil {
		return Result{}, err
	}
	defer f.close()
	for range attempts {
		before := o.Generation()
		f.kept = map[string]bool{marker: true}
		if err := newCopy(f, o).all(ctx); err != nil {
			return f.Result, err
		}
		if err := f.sweep(); err != nil || o.Generation() == before {
			f.Files = len(f.kept)
			return f.Result, err
		}
	}
	return f.Result, fmt.Errorf("publications kept changing while they were copied; run it again")
}

// siteCopy is one walk through the site.
type siteCopy struct {
	Options
	folder  *folder
	host    string
	queue   []place          // to ask
	files   map[place]string // their names
	pages   map[place]int    // how many pages of a list have a file
	stories map[place]string // the list's entry of each case, as its file shows it
}

func newCopy(f *folder, o Options) *siteCopy {
	c := &siteCopy{Options: o, folder: f, files: map[place]string{}, pages: map[place]int{}, stories: map[place]string{}}
	if u, err := url.Parse(o.Base); err == nil {
		c.host = u.Host
	}
	return c
}

// begin are the addresses from which all others are found.
var begin = []string{
	"/", "/cases", "/sites", "/map", "/dossiers", "/method", "/verify", "/figures", "/brief", "/corrections", "/embed/map", "/api", "/api/openapi.json", "/api/v1/sites", "/api/v1/datapackage.json",
	"/api/v1/cases.csv", "/api/v1/cases.jsonl", "/api/v1/cases.geojson", "/api/v1/sites.geojson", "/feeds/cases.atom", "/feeds/cases.json", "/feeds/common.opml", "/verify/files.json", "/static/" + script,
}

func (c *siteCopy) all(ctx context.Context) error {
	index := newIndex()
	see := func(x listed) {
		index.add(x)
		c.file(place{"", "/cases/" + x.Ref + "/card.png"})
		for _, lang := range c.Languages {
			c.file(place{c.tongue(lang), "/embed/cases/" + x.Ref})
		}
	}
	if err := c.data(ctx, "/api/v1/cases", see); err != nil {
		return err
	}
	if err := c.data(ctx, "/api/v1/changes", nil); err != nil {
		return err
	}
	if err := c.chart(ctx); err != nil {
		return err
	}
	for _, address := range begin {
		for _, lang := range c.Languages {
			c.file(place{c.tongue(lang), address})
		}
	}
	for len(c.queue) > 0 {
		p := c.queue[0]
		c.queue = c.queue[1:]
		if err := c.one(ctx, p); err != nil {
			return err
		}
	}
	if err := c.digests(ctx, index); err != nil {
		return err
	}
	for _, lang := range c.Languages {
		if err := index.list(c.folder, c.tongue(lang), c.stories); err != nil {
			return err
		}
	}
	return index.write(c.folder)
}

// one copies what is at an address. A notice of something withdrawn is a page like another.
func (c *siteCopy) one(ctx context.Context, p place) error {
	a, err := c.askIn(ctx, p.lang, p.address)
	if err != nil {
		return err
	}
	kind := a.header.Get("Content-Type")
	at, err := url.Parse(p.address)
	if err != nil {
		return err
	}
	name, body := c.files[p], a.body.Bytes()
	switch {
	case strings.HasPrefix(kind, "text/html") && (a.status == http.StatusOK || a.status == http.StatusGone):
		if body, err = c.page(leaf{name, p.lang, at}, body); err != nil {
			return err
		}
	case a.status != http.StatusOK:
		return nil // a link to what isn't there
	case strings.HasPrefix(kind, "text/css"), strings.HasPrefix(kind, "text/javascript"):
		c.mentioned(at, body)
	}
	return c.folder.write(name, body)
}

// answer is what the handler sends.
type answer struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(b)
}

func (c *siteCopy) ask(ctx context.Context, address string) (*answer, error) {
	return c.askIn(ctx, "", address)
}

// askIn asks as a stranger without cookies whose browser speaks a language, "" for the first. The limit for
// programs holds here too: it waits.
func (c *siteCopy) askIn(ctx context.Context, lang, address string) (*answer, error) {
	if lang == "" {
		lang = c.Languages[0]
	}
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		r.Host, r.RequestURI, r.RemoteAddr = c.host, address, "127.0.0.1:0"
		r.Header.Set("Accept-Language", lang)
		a := &answer{header: http.Header{}}
		if err := serve(c.Handler, a, r); err != nil {
			return nil, fmt.Errorf("%s: %w", address, err)
		}
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case a.status >= 500:
			return nil, fmt.Errorf("%s answered %d", address, a.status)
		case a.status != http.StatusTooManyRequests:
			return a, nil
		}
		seconds, _ := strconv.Atoi(a.header.Get("Retry-After"))
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Duration(max(1, seconds)) * time.Second):
		}
	}
}

// serve tells of an answer that broke off, which a handler does by a panic.
func serve(h http.Handler, a *answer, r *http.Request) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the answer broke off")
		}
	}()
	h.ServeHTTP(a, r)
	return nil
}
