package web

import (
	"bytes"
	"container/list"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/labstack/echo/v4"

	"loupe/seal"
)

// kept is a rendered public answer. It is current while the generation of what is public is the one
// under which it was begun; after any change it is never sent again.
type kept struct {
	generation uint64
	route      string
	header     http.Header
	tag        string // ETag without its quotes and without the encoding's suffix
	body       []byte

	mu    sync.Mutex
	forms map[string]*form // by encoding; made when first asked for
	grew  func(bytes int)  // tells whoever keeps it
}

// form is an answer in one encoding, with the headers that depend on it.
type form struct {
	body                   []byte
	tag, length, encodings []string
}

// encodings in the order of preference.
var encodings = []string{"zstd", "br", "gzip"}

// as gives the answer in an encoding. It is packed once: a page is read many times for each change.
func (k *kept) as(encoding string) *form {
	k.mu.Lock()
	defer k.mu.Unlock()
	if f, ok := k.forms[encoding]; ok {
		return f
	}
	f := &form{body: k.body, tag: []string{k.tagged(encoding)}}
	if encoding != "" {
		f.body, f.encodings = pack(encoding, k.body), []string{encoding}
		if k.grew != nil {
			k.grew(len(f.body))
		}
	}
	f.length = []string{strconv.Itoa(len(f.body))}
	if k.forms == nil {
		k.forms = map[string]*form{}
	}
	k.forms[encoding] = f
	return f
}

// tagged is the strong ETag of the answer in an encoding (RFC 9110, 8.8.3).
func (k *kept) tagged(encoding string) string {
	if encoding == "" {
		return `"` + k.tag + `"`
	}
	return `"` + k.tag + "-" + encoding + `"`
}

func pack(encoding string, body []byte) []byte {
	var b bytes.Buffer
	var err error
	switch encoding {
	case "zstd":
		return zstdEncoder.EncodeAll(body, nil)
	case "br":
		w := brotli.NewWriterLevel(&b, 5)
		_, err = w.Write(body)
		_ = w.Close()
	default:
		w := gzip.NewWriter(&b)
		_, err = w.Write(body)
		_ = w.Close()
	}
	if err != nil { // a buffer doesn't fail
		return body
	}
	return b.Bytes()
}

var zstdEncoder, _ = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))

const (
	// shelfSize bounds what is kept, in bytes: bodies, packed or not, and what lies around them.
	shelfSize = 48 << 20
	// aroundBody is about what headers and places in the order take.
	aroundBody = 2 << 10
)

// keep holds rendered answers by what was asked, the least used leave first. It is safe for many
// goroutines.
type keep struct {
	mu    sync.Mutex
	byKey map[question]*list.Element
	order *list.List
	size  int
}

type entry struct {
	key  question
	kept *kept
	size int
}

func newKeep() *keep { return &keep{byKey: map[question]*list.Element{}, order: list.New()} }

func (s *keep) get(key question, generation uint64) *kept {
	s.mu.Lock()
	defer s.mu.Unlock()
	e, ok := s.byKey[key]
	if !ok {
		return nil
	}
	k := e.Value.(*entry).kept
	if k.generation != generation {
		s.drop(e)
		return nil
	}
	s.order.MoveToFront(e)
	return k
}

func (s *keep) put(key question, k *kept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.byKey[key]; ok {
		s.drop(old)
	}
	if len(k.body) > shelfSize/20 {
		return
	}
	e := s.order.PushFront(&entry{key: key, kept: k})
	s.byKey[key] = e
	k.grew = func(bytes int) { s.grow(e, bytes) }
	s.count(e, len(k.body)+aroundBody)
}

// grow counts what was packed later.
func (s *keep) grow(e *list.Element, bytes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := e.Value.(*entry); s.byKey[x.key] == e {
		s.count(e, bytes)
	}
}

// count adds to the size of an entry and lets the least used go.
func (s *keep) count(e *list.Element, bytes int) {
	e.Value.(*entry).size += bytes
	s.size += bytes
	for s.size > shelfSize {
		s.drop(s.order.Back())
	}
}

func (s *keep) drop(e *list.Element) {
	x := s.order.Remove(e).(*entry)
	delete(s.byKey, x.key)
	s.size -= x.size
}

// question is all that an answer depends on.
type question struct {
	path, query, language, preferences string
	json                               bool
}

// asked reads the question; false for a request whose answer isn't to be kept.
func asked(r *http.Request) (question, bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead || len(r.URL.RawQuery) > 300 || len(r.URL.Path) > 200 {
		return question{}, false
	}
	language, cookies := r.Header.Get("Accept-Language"), r.Header["Cookie"]
	if len(language) > 100 || len(cookies) > 1 {
		return question{}, false
	}
	preferences := ""
	if len(cookies) == 1 {
		for _, c := range r.Cookies() {
			switch c.Name {
			case "lang", "theme":
				if len(c.Value) > 40 {
					return question{}, false
				}
				preferences += c.Name + "=" + c.Value + ";"
			case "loupe", "__Host-loupe": // public pages are the same for those who are signed in
			default:
				return question{}, false // a word for the next page, or something we don't know
			}
		}
	}
	return question{r.URL.Path, r.URL.RawQuery, language, preferences, strings.Contains(r.Header.Get("Accept"), "json")}, true
}

// Front answers from what is kept before anything else is done, and hands the rest on. HEAD is
// answered as GET without a body.
func (w *Web) Front(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if key, ok := asked(r); ok {
			if k := w.keep.get(key, w.Generation()); k != nil {
				start := time.Now()
				status := k.send(rw, r)
				if !w.Log.Enabled(r.Context(), slog.LevelInfo) {
					return
				}
				w.Log.Info("request", "request", "", "method", r.Method, "route", k.route, "status", status, "ms", time.Since(start).Milliseconds())
				return
			}
		}
		if r.Method == http.MethodHead && !speaksHead(r.URL.Path) {
			get := r.Clone(r.Context())
			get.Method = http.MethodGet
			r = get // net/http sends no body in answer to what was HEAD
		}
		next.ServeHTTP(rw, r)
	})
}

// send writes the answer, or that it hasn't changed.
func (k *kept) send(rw http.ResponseWriter, r *http.Request) int {
	h := rw.Header()
	for name, value := range k.header {
		h[name] = value
	}
	encoding := accepted(r.Header.Get("Accept-Encoding"))
	if same(r.Header.Get("If-None-Match"), k.tag) {
		h.Set("ETag", k.tagged(encoding))
		h.Del("Content-Type")
		rw.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	}
	f := k.as(encoding)
	if f.encodings != nil {
		h["Content-Encoding"] = f.encodings
	}
	h["Etag"], h["Content-Length"] = f.tag, f.length
	_, _ = rw.Write(f.body) // the visitor has gone
	return http.StatusOK
}

// accepted chooses an encoding that the client takes. A weight of nought refuses it (RFC 9110, 12.5.3).
func accepted(header string) string {
	if header == "" {
		return ""
	}
	var takes []string
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if w := strings.ReplaceAll(weight, " ", ""); w != "q=0" && w != "q=0.0" && w != "q=0.00" && w != "q=0.000" {
			takes = append(takes, strings.TrimSpace(name))
		}
	}
	for _, e := range encodings {
		if slices.Contains(takes, e) {
			return e
		}
	}
	return ""
}

// same tells whether a client has the answer with a tag already, in any encoding.
func same(header, tag string) bool {
	if header == "" {
		return false
	}
	for part := range strings.SplitSeq(header, ",") {
		part = strings.Trim(strings.TrimPrefix(strings.TrimSpace(part), "W/"), `"`)
		if part == tag || strings.HasPrefix(part, tag+"-") && slices.Contains(encodings, part[len(tag)+1:]) || part == "*" {
			return true
		}
	}
	return false
}

const generationKey = "generation"

// began notes what is public as the request begins: an answer is kept as of then.
func (w *Web) began(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Set(generationKey, w.Generation())
		return next(c)
	}
}

// Began is what was public when a request began: no part that was made under another generation goes
// into its answer.
func Began(c echo.Context) uint64 {
	generation, _ := c.Get(generationKey).(uint64)
	return generation
}

// Cached sends an answer that depends on nothing but what is public and what was asked. It is kept
// here and may be kept by others, who have to ask each time whether it is still current: a withdrawn
// case is never shown from a cache.
func (w *Web) Cached(c echo.Context, contentType string, body []byte) error {
	h := c.Response().Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding, Accept-Language, Cookie")
	k := &kept{generation: Began(c), route: c.Path(), header: h.Clone(), tag: seal.HashToken(string(body))[:32], body: body}
	k.header.Del(echo.HeaderXRequestID)
	k.header.Del("Set-Cookie")
	k.header.Del("RateLimit") // one visitor's
	if key, ok := asked(c.Request()); ok && h.Get("Set-Cookie") == "" {
		w.keep.put(key, k)
	}
	c.Response().Status = k.send(c.Response(), c.Request())
	return nil
}
