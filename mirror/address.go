package mirror

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// copied are the addresses that a copy has. All others need the living site and lead there.
var copied = regexp.MustCompile(`^/(|(cases|sites|dossiers|exhibits|feeds|static|embed)(/.+)?|map|brief|figures|figures\.csv|method|verify|verify/files\.json|corrections|api|api/openapi\.json|api/v1/.+)$`)

// place is an address in a language: "" for the first, and for what has none.
type place struct{ lang, address string }

// leaf is a page as it is written.
type leaf struct {
	name string // of its file
	lang string // "" for the first
	at   *url.URL
}

// lists come in pages.
var lists = map[string]bool{"/cases": true, "/sites": true}

// link gives what stands in a file for a link on the page at an address.
func (c *siteCopy) link(from leaf, to string) string {
	if inside, ok := strings.CutPrefix(to, c.Base+"/"); ok && framed(from.at) {
		to = "/" + inside // what other sites frame leads to the copy, as they frame that of the copy
	}
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || to == "" || strings.HasPrefix(to, "#") {
		return to
	}
	u = from.at.ResolveReference(u)
	query, lang := u.Query(), from.lang
	if asked := query.Get("lang"); slices.Contains(c.Languages, asked) {
		lang = c.tongue(asked)
		query.Del("lang")
	}
	for name, values := range query {
		if len(values) == 0 || values[0] == "" {
			query.Del(name)
		}
	}
	address, search := u.Path, ""
	switch {
	case !copied.MatchString(u.Path):
		return c.Base + u.RequestURI()
	case len(query) == 0 || strings.HasPrefix(u.Path, "/exhibits/"):
	case u.Path == "/figures.csv" && len(query) == 1 && query.Has("by"):
		address += "?" + query.Encode()
	case lists[u.Path] && len(query) == 1 && query.Has("after"):
		address += "?" + query.Encode()
	case u.Path == "/cases":
		search = "?" + query.Encode()
	default:
		return c.Base + u.RequestURI()
	}
	out := relative(from.name, c.file(place{lang, address})) + search
	if u.Fragment != "" {
		out += "#" + u.Fragment
	}
	return out
}

func framed(at *url.URL) bool { return strings.HasPrefix(at.Path, "/embed/") }

// tongue is how a language stands in a place.
func (c *siteCopy) tongue(lang string) string {
	if lang == c.Languages[0] {
		return ""
	}
	return lang
}

// file names the file of a place, and sees to it that it is copied. Pages are there in each language, each
// but the first in a folder of its own; all else once. Names don't differ by case alone, so that sticks can
// hold them.
func (c *siteCopy) file(p place) string {
	name := c.named(p)
	if !strings.HasSuffix(name, ".html") {
		p.lang = ""
	} else {
		name = folderOf(p.lang) + name
	}
	if _, ok := c.files[p]; !ok {
		c.files[p] = name
		c.queue = append(c.queue, p)
	}
	return name
}

func (c *siteCopy) named(p place) string {
	if name, ok := c.files[p]; ok {
		return strings.TrimPrefix(name, folderOf(p.lang))
	}
	at, query, more := strings.Cut(p.address, "?")
	name := strings.TrimPrefix(at, "/")
	if name == "" {
		name = "index"
	}
	switch {
	case lists[at]:
		list := place{p.lang, at}
		c.pages[list]++
		if n := c.pages[list]; n > 1 {
			name = fmt.Sprintf("%s-%d", name, n)
		}
	case more:
		name = strings.TrimSuffix(name, path.Ext(name)) + "-" + strings.NewReplacer("=", "-", "&", "-", "%", "-").Replace(query) + path.Ext(name)
	}
	switch {
	case path.Ext(name) != "":
	case strings.HasPrefix(name, "api/v1/"):
		name += ".json"
	default:
		name += ".html"
	}
	return name
}

// relative leads from one file to another.
func relative(from, to string) string {
	for {
		folder, rest, inside := strings.Cut(from, "/")
		if !inside || !strings.HasPrefix(to, folder+"/") {
			break
		}
		from, to = rest, strings.TrimPrefix(to, folder+"/")
	}
	return strings.Repeat("../", strings.Count(from, "/")) + to
}
