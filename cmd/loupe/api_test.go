package main

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestAPI asks the programs' side for all that its description promises.
func TestAPI(t *testing.T) {
	h, address := demoHouse(t)
	_, document := fetch(t, http.MethodGet, address+"/api/openapi.json", nil)
	var paths struct{ Paths map[string]any }
	decode(t, document, &paths)
	var all struct{ Total int }
	_, body := fetch(t, http.MethodGet, address+"/api/v1/cases", nil)
	decode(t, body, &all)
	t.Run("the description holds to its specification", func(t *testing.T) { specified(t, document) })
	t.Run("a stranger's client reads everything", func(t *testing.T) { strangersClient(t, document, address, all.Total) })
	t.Run("people are told", func(t *testing.T) { explained(t, address, slices.Collect(maps.Keys(paths.Paths))) })
	t.Run("limits are told", func(t *testing.T) { limited(t, h) })
	t.Run("answers are as described", func(t *testing.T) { asDescribed(t, h, address) })
	t.Run("the data package holds to its profiles", func(t *testing.T) { packaged(t, address) })
	t.Run("errors, preflight and limits", func(t *testing.T) { apiManners(t, address) })
	t.Run("exports hold the search", func(t *testing.T) { exportsHold(t, address) })
	t.Run("changes tell everything once", func(t *testing.T) { changesOnce(t, h, address) })
}

func asDescribed(t *testing.T, h *house, address string) {
	_, body := fetch(t, http.MethodGet, address+"/api/openapi.json", nil)
	var document struct {
		OpenAPI string
		Paths   map[string]struct {
			Get struct {
				Responses map[string]struct {
					Content map[string]struct{ Schema map[string]any }
				}
			}
		}
	}
	decode(t, body, &document)
	if !strings.HasPrefix(document.OpenAPI, "3.1.") || len(document.Paths) < 8 {
		t.Fatal(document.OpenAPI, len(document.Paths))
	}
	whole, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	ref := caseOf(t, h)
	for path, item := range document.Paths {
		r, answer := fetch(t, http.MethodGet, address+strings.Replace(path, "{ref}", ref, 1), nil)
		if r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, r.StatusCode)
			continue
		}
		for mime, content := range item.Get.Responses["200"].Content {
			if !strings.HasPrefix(r.Header.Get("Content-Type"), mime) {
				t.Errorf("%s: %q isn't %q", path, r.Header.Get("Content-Type"), mime)
			}
			if ref, ok := content.Schema["$ref"].(string); ok {
				conforms(t, whole, ref, path, answer)
			}
		}
		bad, refused := fetch(t, http.MethodGet, address+"/api/v1/cases/LP-1999-0001", nil)
		if bad.StatusCode != http.StatusNotFound {
			t.Error(bad.StatusCode)
		}
		conforms(t, whole, "#/components/schemas/Problem", path, refused)
	}
}

func conforms(t *testing.T, whole any, ref, path, answer string) {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("mem:///openapi.json", whole); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("mem:///openapi.json" + ref)
	if err != nil {
		t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(answer))
	if err != nil {
		t.Fatal(path, err)
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("%s: %v", path, err)
	}
}

func decode(t *testing.T, body string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), v); err != nil {
		t.Fatal(err, body[:min(len(body), 300)])
	}
}

func apiManners(t *testing.T, address string) {
	for _, x := range []struct {
		method, path string
		status       int
	}{{http.MethodGet, "/api/v1/nothing", 404}, {http.MethodPost, "/api/v1/cases", 405}, {http.MethodGet, "/api/v1/cases?limit=x", 422}, {http.MethodGet, "/api/v1/changes?since=x", 422}, {http.MethodGet, "/api/v1/cases?after=x", 422}} {
		r, body := fetch(t, x.method, address+x.path, nil)
		if r.StatusCode != x.status || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/problem+json") || r.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s %s: %d %v %s", x.method, x.path, r.StatusCode, r.Header, body)
		}
	}
	r, _ := fetch(t, http.MethodOptions, address+"/api/v1/cases", map[string]string{"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"})
	if r.StatusCode != http.StatusNoContent || r.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(r.Header.Get("Access-Control-Allow-Methods"), "GET") {
		t.Error("preflight", r.StatusCode, r.Header)
	}
	r, body := fetch(t, http.MethodGet, address+"/api/v1/cases?limit=2", nil)
	if r.Header.Get("RateLimit") == "" || r.Header.Get("RateLimit-Policy") == "" {
		t.Error("limits aren't told", r.Header)
	}
	kept, _ := fetch(t, http.MethodGet, address+"/api/v1/cases?limit=2", map[string]string{"If-None-Match": r.Header.Get("ETag")})
	if kept.StatusCode != http.StatusNotModified || kept.Header.Get("RateLimit") != "" {
		t.Error("kept", kept.StatusCode, kept.Header)
	}
	var page struct {
		Cases []any
		Next  string
	}
	decode(t, body, &page)
	if len(page.Cases) != 2 || !strings.Contains(page.Next, "limit=2") || r.Header.Get("Link") != "<"+page.Next+`>; rel="next"` {
		t.Error(len(page.Cases), page.Next, r.Header.Get("Link"))
	}
}

func exportsHold(t *testing.T, address string) {
	var page struct{ Total int }
	_, body := fetch(t, http.MethodGet, address+"/api/v1/cases?country=XM", nil)
	decode(t, body, &page)
	_, table := fetch(t, http.MethodGet, address+"/api/v1/cases.csv?country=XM&hxl=1", nil)
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil || page.Total == 0 || len(rows) != page.Total+2 || rows[1][0] != "#meta+id" {
		t.Error(err, page.Total, len(rows))
	}
	for _, head := range []string{"permalink", "version", "language", "translations", "place_precision", "occurred_precision"} {
		at := slices.Index(rows[0], head)
		if at < 0 || rows[2][at] == "" && head != "translations" {
			t.Errorf("the table doesn't say %s: %q", head, rows[0])
		}
	}
	for _, path := range []string{"/api/v1/cases?limit=500", "/api/v1/cases.csv", "/api/v1/cases.jsonl", "/api/v1/cases.geojson", "/api/v1/changes", "/feeds/cases.atom", "/feeds/cases.json"} {
		if _, answer := fetch(t, http.MethodGet, address+path, nil); !strings.Contains(answer, "/in/fr") {
			t.Errorf("%s doesn't lead to the French translation", path)
		}
	}
	_, lines := fetch(t, http.MethodGet, address+"/api/v1/cases.jsonl?country=XM", nil)
	if strings.Count(lines, "\n") != page.Total {
		t.Error("JSON Lines", strings.Count(lines, "\n"))
	}
	var places struct{ Features []any }
	_, geo := fetch(t, http.MethodGet, address+"/api/v1/cases.geojson?country=XM", nil)
	decode(t, geo, &places)
	if len(places.Features) != page.Total {
		t.Error("GeoJSON", len(places.Features))
	}
	_, list := fetch(t, http.MethodGet, address+"/feeds/common.opml", nil)
	if err := xml.Unmarshal([]byte(list), new(struct{})); err != nil || !strings.Contains(list, "country=XM") {
		t.Error("OPML", err, list)
	}
	_, feed := fetch(t, http.MethodGet, address+"/feeds/cases.json?country=XM", nil)
	if !strings.Contains(feed, "feeds/cases.json?country=XM") {
		t.Error("the feed doesn't know its own address")
	}
	_, shown := fetch(t, http.MethodGet, address+"/cases?country=XM", nil)
	for _, name := range []string{"cases.csv", "cases.jsonl", "cases.geojson", "datapackage.json", "cases.atom", "cases.json"} {
		if !strings.Contains(shown, name+"?country=XM") {
			t.Errorf("the list doesn't lead to %s", name)
		}
	}
}

// changesOnce reads all changes two at a time, withdraws a case, and goes on from where it was.
func changesOnce(t *testing.T, h *house, address string) {
	type change struct {
		Kind, Ref string
		Case      *struct{ Title string }
	}
	var page struct {
		Changes     []change
		Since, Next string
	}
	seen := map[string]int{}
	follow := func() {
		for more := true; more; more = page.Next != "" {
			address := address + "/api/v1/changes?limit=2&since=" + page.Since
			page.Next, page.Changes = "", nil
			_, body := fetch(t, http.MethodGet, address, nil)
			decode(t, body, &page)
			for _, c := range page.Changes {
				seen[c.Ref+" "+c.Kind]++
				if (c.Kind == "withdrawn") != (c.Case == nil) {
					t.Error("content of a withdrawn case, or none of another", c)
				}
			}
		}
	}
	follow()
	before := len(seen)
	ref := caseOf(t, h)
	withdrawOne(t, h, ref)
	follow()
	if before == 0 || len(seen) != before+1 || seen[ref+" withdrawn"] != 1 {
		t.Error(before, seen)
	}
	for what, times := range seen {
		if times != 1 {
			t.Error(what, times)
		}
	}
	_, body := fetch(t, http.MethodGet, address+"/api/v1/changes?since=2000-01-01T00:00:00Z", nil)
	if !strings.Contains(body, ref) {
		t.Error("nothing since a time")
	}
}
