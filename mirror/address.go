package mirror

import (
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// copied are the addresses that a copy has. All others need the living site and lead there.
var copied = regexp.MustCompile(`^/(|(cases|sites|dossiers|exhibits|feeds|static)(/.+)?|map|brief|method|corrections|api|api/openapi\.json|api/v1/.+)$`)

// lists come in pages.
var lists = map[string]bool{"/cases": true, "/sites": true}

// link gives what stands in a file for a link on the page at an address.
func (c *siteCopy) link(from string, at *url.URL, to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || to == "" || strings.HasPrefix(to, "#") {
		return to
	}
	u = at.ResolveReference(u)
	query := u.Query()
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
	case lists[u.Path] && len(query) == 1 && query.Has("after"):
		address += "?" + query.Encode()
	case u.Path == "/cases":
		search = "?" + query.Encode()
	default:
		return c.Base + u.RequestURI()
	}
	out := relative(from, c.file(address)) + search
	if u.Fragment != "" {
		out += "#" + u.Fragment
	}
	return out
}

// file names the file of an address, and sees to it that it is copied. Names don't differ by case
// alone, so that sticks can hold them.
func (c *siteCopy) file(address string) string {
	if name, ok := c.files[address]; ok {
		return name
	}
	at, _, more := strings.Cut(address, "?")
	name := strings.TrimPrefix(at, "/")
	if name == "" {
		name = "index"
	}
	if more || lists[at] {
		c.pages[at]++
		if n := c.pages[at]; n > 1 {
			name = fmt.Sprintf("%s-%d", name, n)
		}
	}
	switch {
	case path.Ext(name) != "":
	case strings.HasPrefix(name, "api/v1/"):
		name += ".json"
	default:
		name += ".html"
	}
	c.files[address] = name
	c.queue = append(c.queue, address)
	return name
}

// relative leads from one file to another.
func relative(from, to string) string {
	return strings.Repeat("../", strings.Count(from, "/")) + to
}
