package public

import (
	"strings"
	"testing"

	"loupe/models"
	"loupe/server/web"
)

const hostile = `"><script>alert('x')</script>&`

// TestChoicesAreEscaped: names of regions and sites are what somebody typed.
func TestChoicesAreEscaped(t *testing.T) {
	facets := []models.Facet{{Value: hostile, Count: 2}, {Value: "left out", Count: 1}}
	name := func(v string) string {
		if v == hostile {
			return v
		}
		return ""
	}
	for _, html := range []string{
		string(options(facets, hostile, name)), string(regionOptions(nil, hostile, name)), string(regionOptions(facets[:1], "", name)), string(siteOptions(facets[:1], name)),
	} {
		if strings.Contains(html, "<script") || strings.Count(html, "<option") != 1 || strings.Count(html, `"`) != 2 {
			t.Errorf("a name is markup: %s", html)
		}
	}
	if html := string(options(facets, hostile, name)); !strings.Contains(html, "&lt;script&gt;") || !strings.Contains(html, " selected>") || !strings.Contains(html, "&amp; (2)<") || strings.Contains(html, "left out") {
		t.Error(html)
	}
}

// spoken stands for a page's texts.
type spoken struct{}

func (spoken) T(key string, _ ...any) string { return key }
func (spoken) DateText(text string) string   { return text }
func (spoken) Country(code string) string    { return code }

// TestAStoryIsEscapedAndForgotten: what lists say of a case is placed in pages as it is, so its template has
// escaped it; and after any public change it is made anew.
func TestAStoryIsEscapedAndForgotten(t *testing.T) {
	w, err := web.New(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	story := func(title string, generation uint64) string {
		t.Helper()
		c := models.Content{Title: title, Summary: hostile, Region: hostile, SiteName: hostile, Categories: []string{"KIL.1"}}
		html, err := w.Part(Home{}, "story", "en LP-2026-0001", generation, map[string]any{"Page": spoken{}, "Hit": &models.SearchHit{Publication: models.Publication{Ref: "LP-2026-0001", Content: c}}})
		if err != nil {
			t.Fatal(err)
		}
		return string(html)
	}
	first := story(hostile, 1)
	if strings.Contains(first, "<script") || strings.Count(first, "&lt;script&gt;") != 4 {
		t.Errorf("words of a case are markup: %s", first)
	}
	if story("another", 1) != first {
		t.Error("it is made anew though nothing changed")
	}
	if now := story("another", 2); now == first || !strings.Contains(now, "another") {
		t.Error("what was public before a change is shown after it")
	}
}
