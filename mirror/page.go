package mirror

import (
	"bytes"
	"errors"
	"html"
	"io"
	"net/url"
	"regexp"
	"strings"

	parser "golang.org/x/net/html"
)

// script is the search that runs in the browser.
const script = "mirror.js"

// policy stands in the page, as hosts of files send no headers of ours.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self' "

// page rewrites a page's links to files, leaves out what needs a server (forms that send something,
// the choice of language), and says that it is a copy.
func (c *siteCopy) page(p leaf, body []byte) ([]byte, error) {
	var out bytes.Buffer
	z := parser.NewTokenizer(bytes.NewReader(body))
	dropping := ""
	for {
		kind := z.Next()
		raw := string(z.Raw())
		if kind == parser.ErrorToken {
			if errors.Is(z.Err(), io.EOF) {
				break
			}
			return nil, z.Err()
		}
		t := z.Token()
		if dropping != "" {
			if kind == parser.EndTagToken && t.Data == dropping {
				dropping = ""
			}
			continue
		}
		switch kind {
		case parser.StartTagToken, parser.SelfClosingTagToken:
			if c.dropped(t) {
				dropping = t.Data
				continue
			}
			if t.Data == "header" {
				out.WriteString(c.notice(p))
			}
			if c.rewrite(p, &t) {
				raw = t.String()
			}
			out.WriteString(raw)
			if t.Data == "head" {
				out.WriteString(`<meta http-equiv="Content-Security-Policy" content="` + html.EscapeString(policy+c.Base) + `">`)
			}
		case parser.EndTagToken:
			if t.Data == "body" && (p.at.Path == "/cases" || p.at.Path == "/verify") {
				out.WriteString(c.search(p))
			}
			if t.Data == "main" && framed(p.at) {
				out.WriteString(c.notice(p)) // it has no room at its head
			}
			out.WriteString(raw)
		default:
			out.WriteString(raw)
		}
	}
	if p.at.Path == "/cases" {
		c.keepStories(p.lang, out.String())
	}
	return out.Bytes(), nil
}

// dropped tells what a copy leaves out.
func (c *siteCopy) dropped(t parser.Token) bool {
	for _, a := range t.Attr {
		if t.Data == "form" && a.Key == "method" && strings.EqualFold(a.Val, "post") || t.Data == "details" && a.Key == "class" && strings.HasPrefix(a.Val, "area") || t.Data == "nav" && a.Key == "class" && strings.Contains(a.Val, "speak") && len(c.Languages) < 2 {
			return true
		}
	}
	return false
}

// rewrite changes the addresses in a tag and tells whether there were any.
func (c *siteCopy) rewrite(p leaf, t *parser.Token) bool {
	changed, name := false, p.name
	for i, a := range t.Attr {
		switch {
		case a.Key == "srcset":
			var list []string
			for one := range strings.SplitSeq(a.Val, ",") {
				address, size, _ := strings.Cut(strings.TrimSpace(one), " ")
				list = append(list, strings.TrimSpace(c.link(p, address)+" "+size))
			}
			t.Attr[i].Val = strings.Join(list, ", ")
		case t.Data == "form" && a.Key == "action" && a.Val != "/cases":
			t.Attr[i].Val = c.Base + a.Val // other forms ask the living site
		case a.Key == "data-tiles":
			t.Attr[i].Val = relative(name, "map/tiles/{z}/{x}/{y}.json")
			t.Attr = append(t.Attr, parser.Attribute{Key: "data-still", Val: relative(name, folderOf(p.lang))}, parser.Attribute{Key: "data-live", Val: c.Base})
		case a.Key == "data-outlines":
			t.Attr[i].Val = relative(name, "map/outlines.json")
		case a.Key == "data-names":
			t.Attr[i].Val = relative(name, "map/names.json")
		case a.Key == "data-list":
			t.Attr[i].Val = "" // its script asks the copy's digests
		case t.Data == "meta" && a.Key == "content":
			if card, ok := strings.CutPrefix(a.Val, c.Base+"/cases/"); ok && strings.HasSuffix(card, "/card.png") {
				file := c.file(place{"", "/cases/" + card})
				if c.At != "" {
					t.Attr[i].Val = c.At + "/" + file // whoever fetches it wants a whole address
				}
			}
		case a.Key == "data-detail":
			t.Attr[i].Val = "" // it stays where it can be asked for in parts
		case a.Key == "data-world" || a.Key == "data-fine":
			t.Attr[i].Val = c.link(p, a.Val)
		case a.Key == "href" || a.Key == "src" || a.Key == "action":
			t.Attr[i].Val = c.link(p, a.Val)
		}
		changed = changed || t.Attr[i].Val != a.Val
	}
	return changed
}

// folderOf is where pages of a language are.
func folderOf(lang string) string {
	if lang == "" {
		return ""
	}
	return lang + "/"
}

// notice says on each page that it is a copy, and where the same page lives.
func (c *siteCopy) notice(p leaf) string {
	lang := p.lang
	if lang == "" {
		lang = c.Languages[0]
	}
	say := func(key string) string { return html.EscapeString(c.Text(lang, "mirror."+key)) }
	live := say("notice") + ` <a href="` + html.EscapeString(c.Base+p.at.Path) + `">` + say("live") + `</a>`
	if framed(p.at) {
		return `<p class="foot">` + live + `</p>`
	}
	return `<aside class="banner" aria-label="` + say("label") + `"><div class="wrap"><p>` + live + `</p></div></aside>`
}

// search adds the script that looks things up in the copy: cases, and digests of files.
func (c *siteCopy) search(p leaf) string {
	lang := p.lang
	if lang == "" {
		lang = c.Languages[0]
	}
	var b strings.Builder
	b.WriteString(`<script src="` + relative(p.name, "static/"+script) + `" defer data-live="` + html.EscapeString(c.Base+"/cases") + `" data-list="` + listName(p.lang) + `"`)
	for _, key := range []string{"found", "none", "next", "first", "same"} {
		b.WriteString(` data-` + key + `="` + html.EscapeString(c.Text(lang, "mirror."+key)) + `"`)
	}
	b.WriteString(`></script>`)
	return b.String()
}

var storyRef = regexp.MustCompile(`href="cases/(LP-\d{4}-\d{4,9})\.html"`)

// keepStories takes the entries of a list, as they are shown, for the search to show them again.
func (c *siteCopy) keepStories(lang, page string) {
	_, list, found := strings.Cut(page, `<ul class="stories">`)
	if !found {
		return
	}
	list, _, _ = strings.Cut(list, "</ul>")
	for _, story := range strings.Split(list, "<li>")[1:] {
		if m := storyRef.FindStringSubmatch(story); m != nil {
			c.stories[place{lang, m[1]}] = strings.TrimSuffix(story, "</li>")
		}
	}
}

var mention = regexp.MustCompile(`(?:url\(["']?|from ["']|import\(["']|new URL\(["'])([^"')]+)`)

// mentioned finds what a style or script loads. It stays where it was beside it.
func (c *siteCopy) mentioned(at *url.URL, body []byte) {
	for _, m := range mention.FindAllSubmatch(body, -1) {
		u, err := url.Parse(string(m[1]))
		if err != nil || u.Scheme != "" || u.Path == "" {
			continue
		}
		if u = at.ResolveReference(u); copied.MatchString(u.Path) {
			c.file(place{"", u.Path})
		}
	}
}
