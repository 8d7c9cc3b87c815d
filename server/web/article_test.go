package web

import (
	"strings"
	"testing"
)

// TestTextsBeginBelowThePagesHeading: no text has a heading of the first level, which is the page's, and none that
// has one loses the order of its own.
func TestTextsBeginBelowThePagesHeading(t *testing.T) {
	for text, want := range map[string]string{
		"# A\n\n## B\n\nwords": "<h2>A</h2>\n<h3>B</h3>\n<p>words</p>\n",
		"## B\n\nwords":        "<h2>B</h2>\n<p>words</p>\n",
		"A\n===\n\n###### F":   "<h2>A</h2>\n<h6>F</h6>\n",
	} {
		if got, err := Markdown(text); err != nil || string(got) != want {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	if got, err := Chapters("## Within a chapter\n\n<script>x</script>\n\n[a](javascript:x)"); err != nil || !strings.HasPrefix(string(got), "<h3>") || strings.Contains(string(got), "script") {
		t.Errorf("a part of a dossier is %q, %v", got, err)
	}
}
