package main

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestFeeds holds both forms of feeds to their rules, page by page, and follows the list of feeds.
func TestFeeds(t *testing.T) {
	h, address := demoHouse(t)
	var all struct{ Total int }
	_, body := fetch(t, http.MethodGet, address+"/api/v1/cases", nil)
	decode(t, body, &all)
	here := strings.NewReplacer(h.base, address) // the demonstration says another address than the test's
	for _, query := range []string{"", "?limit=2", "?country=XM&limit=3"} {
		want := all.Total
		if strings.Contains(query, "country") {
			want = 0
		}
		ids := map[string]bool{}
		name := ""
		for next := address + "/feeds/cases.atom" + query; next != ""; {
			f := atomAt(t, next)
			if name != "" && f.ID != name {
				t.Errorf("the pages of a feed have two names, %s and %s", name, f.ID)
			}
			name, next = f.ID, here.Replace(f.link("next"))
			for _, e := range f.Entries {
				if ids[e.ID] {
					t.Errorf("%s stands in the feed twice", e.ID)
				}
				ids[e.ID] = true
			}
		}
		if want != 0 && len(ids) != want || len(ids) == 0 {
			t.Errorf("Atom%s has %d entries, want %d", query, len(ids), want)
		}
		same := 0
		for next := address + "/feeds/cases.json" + query; next != ""; {
			f := jsonFeedAt(t, next)
			next = here.Replace(f.Next)
			for _, i := range f.Items {
				if !ids[i.ID] {
					t.Errorf("%s stands in one form of the feed only, or twice", i.ID)
				}
				delete(ids, i.ID)
				same++
			}
		}
		if len(ids) != 0 || same == 0 {
			t.Errorf("%d entries are in Atom only", len(ids))
		}
	}
	var list struct {
		Version string `xml:"version,attr"`
		Title   string `xml:"head>title"`
		Body    []struct {
			Text     string `xml:"text,attr"`
			Address  string `xml:"xmlUrl,attr"`
			Children []struct {
				Text    string `xml:"text,attr"`
				Type    string `xml:"type,attr"`
				Address string `xml:"xmlUrl,attr"`
			} `xml:"outline"`
		} `xml:"body>outline"`
	}
	_, body = fetch(t, http.MethodGet, address+"/feeds/common.opml", nil)
	if err := xml.Unmarshal([]byte(body), &list); err != nil || list.Version != "2.0" || list.Title == "" || len(list.Body) != 3 || len(list.Body[1].Children) == 0 || len(list.Body[2].Children) == 0 {
		t.Fatal(err, body)
	}
	for _, o := range list.Body {
		for _, x := range o.Children {
			if f := atomAt(t, here.Replace(x.Address)); x.Type != "rss" || x.Text == "" || len(f.Entries) == 0 || !strings.Contains(f.Title, x.Text) {
				t.Errorf("%+v leads to %q with %d entries", x, f.Title, len(f.Entries))
			}
		}
	}
}

type link struct {
	Rel      string `xml:"rel,attr"`
	Href     string `xml:"href,attr"`
	Type     string `xml:"type,attr"`
	Language string `xml:"hreflang,attr"`
}

type atomPage struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Links   []link   `xml:"link"`
	Entries []struct {
		ID        string `xml:"id"`
		Title     string `xml:"title"`
		Updated   string `xml:"updated"`
		Published string `xml:"published"`
		Summary   string `xml:"summary"`
		Links     []link `xml:"link"`
		Version   int    `xml:"urn:x-loupe:case version"`
		Precision string `xml:"urn:x-loupe:case place_precision"`
	} `xml:"entry"`
}

func (f atomPage) link(rel string) string {
	for _, l := range f.Links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

// atomAt reads a page of a feed and holds it to RFC 4287: what must be there once, absolute addresses,
// times of RFC 3339, no two alternates of one type and language (4.1.1, 4.1.2).
func atomAt(t *testing.T, address string) atomPage {
	t.Helper()
	r, body := fetch(t, http.MethodGet, address, nil)
	if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/atom+xml") {
		t.Fatalf("%s: %d %s", address, r.StatusCode, r.Header.Get("Content-Type"))
	}
	var f atomPage
	if err := xml.Unmarshal([]byte(body), &f); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	once(t, body)
	self, _ := url.Parse(f.link("self"))
	asked, _ := url.Parse(address)
	if self == nil || self.Query().Encode() != asked.Query().Encode() || self.Path != asked.Path || f.link("alternate") == "" || f.Author == "" || f.Title == "" {
		t.Errorf("%s: self is %v, alternate %q, by %q, called %q", address, self, f.link("alternate"), f.Author, f.Title)
	}
	times := []string{f.Updated}
	addresses := []string{f.ID}
	lists := [][]link{f.Links}
	for _, e := range f.Entries {
		if e.Title == "" || e.Summary == "" || e.Version < 1 || e.Precision == "" || !strings.Contains(e.Links[1].Href, "/v/") || e.Links[1].Rel != "bookmark" {
			t.Errorf("%s: %+v", address, e)
		}
		times, addresses, lists = append(times, e.Updated, e.Published), append(addresses, e.ID), append(lists, e.Links)
	}
	for _, list := range lists {
		alternates := map[string]bool{}
		for _, l := range list {
			addresses = append(addresses, l.Href)
			if key := l.Type + l.Language; l.Rel == "alternate" && alternates[key] {
				t.Errorf("%s: two alternates of one kind: %+v", address, list)
			} else if l.Rel == "alternate" {
				alternates[key] = true
			}
		}
	}
	for _, at := range times {
		if _, err := time.Parse(time.RFC3339, at); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, a := range addresses {
		if u, err := url.Parse(a); err != nil || !u.IsAbs() || u.Host == "" {
			t.Errorf("%s: %q isn't a whole address", address, a)
		}
	}
	return f
}

// Elements that RFC 4287 (4.1.1, 4.1.2) lets stand in a feed and in an entry.
var atomElements = map[string]string{
	"feed":  " author category contributor generator icon id link logo rights subtitle title updated entry ",
	"entry": " author category content contributor id link published rights source summary title updated ",
}

// once counts what a feed and an entry must have exactly once, and sees to it that nothing else of Atom's own
// stands in them; of other namespaces anything may (6.4).
func once(t *testing.T, body string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(body))
	var counts []map[string]int
	var within []string
	for {
		token, err := d.Token()
		if err != nil {
			return
		}
		switch x := token.(type) {
		case xml.StartElement:
			if len(counts) > 0 {
				counts[len(counts)-1][x.Name.Local]++
			}
			if n := len(within); n > 0 && x.Name.Space == "http://www.w3.org/2005/Atom" {
				if known, ok := atomElements[within[n-1]]; ok && !strings.Contains(known, " "+x.Name.Local+" ") {
					t.Errorf("a %s has a %s, which Atom doesn't know", within[n-1], x.Name.Local)
				}
			}
			counts, within = append(counts, map[string]int{}), append(within, x.Name.Local)
		case xml.EndElement:
			if n := counts[len(counts)-1]; x.Name.Local == "feed" || x.Name.Local == "entry" {
				for _, name := range []string{"id", "title", "updated"} {
					if n[name] != 1 {
						t.Errorf("a %s has %d %s", x.Name.Local, n[name], name)
					}
				}
			}
			counts, within = counts[:len(counts)-1], within[:len(within)-1]
		}
	}
}

type jsonFeedPage struct {
	Version, Title, Description string
	Home                        string `json:"home_page_url"`
	Feed                        string `json:"feed_url"`
	Next                        string `json:"next_url"`
	Authors                     []struct{ Name string }
	Items                       []struct {
		ID, URL, Title, Language string
		Text                     string    `json:"content_text"`
		Published                time.Time `json:"date_published"`
		Modified                 time.Time `json:"date_modified"`
		Tags                     []string
		More                     struct {
			Permalink      string
			Version        int
			PlacePrecision string `json:"place_precision"`
		} `json:"_loupe"`
	}
}

// Names that JSON Feed 1.1 knows, of a feed and of an item; others begin with an underscore.
const (
	jsonFeedNames = " version title home_page_url feed_url description user_comment next_url icon favicon authors language expired hubs items "
	jsonItemNames = " id url external_url title content_html content_text summary image banner_image date_published date_modified authors tags language attachments "
)

// jsonFeedAt reads a page of a feed and holds it to JSON Feed 1.1.
func jsonFeedAt(t *testing.T, address string) jsonFeedPage {
	t.Helper()
	r, body := fetch(t, http.MethodGet, address, nil)
	var f jsonFeedPage
	decode(t, body, &f)
	var raw map[string]any
	decode(t, body, &raw)
	only := func(x map[string]any, names string) {
		for name := range x {
			if !strings.HasPrefix(name, "_") && !strings.Contains(names, " "+name+" ") {
				t.Errorf("%s: JSON Feed has no %q", address, name)
			}
		}
	}
	only(raw, jsonFeedNames)
	for _, item := range raw["items"].([]any) {
		only(item.(map[string]any), jsonItemNames)
	}
	if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/feed+json") || f.Version != "https://jsonfeed.org/version/1.1" || f.Title == "" || f.Home == "" || f.Feed == "" || len(f.Authors) == 0 || f.Items == nil {
		t.Errorf("%s: %d %+v", address, r.StatusCode, f)
	}
	if f.Next == f.Feed {
		t.Errorf("%s leads to itself", address)
	}
	for _, i := range f.Items {
		if i.ID == "" || i.URL == "" || i.Title == "" || i.Text == "" || i.Language == "" || i.Published.IsZero() || i.Modified.IsZero() || len(i.Tags) == 0 || i.More.Version < 1 || i.More.PlacePrecision == "" || !strings.Contains(i.More.Permalink, "/v/") {
			t.Errorf("%s: %+v", address, i)
		}
	}
	return f
}
