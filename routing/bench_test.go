package routing_test

import (
	"fmt"
	"strings"
	"testing"

	"loupe/models"
	"loupe/routing"
)

// BenchmarkRoute is the worst case: the most rules there can be, and only the last one matches.
func BenchmarkRoute(b *testing.B) {
	var text strings.Builder
	for i := range routing.MaxRules - 1 {
		fmt.Fprintf(&text, "country = \"CF\" and category in (\"TOR.1\", \"KIL\") and photos > %d -> desk \"A\"\n", 100+i)
	}
	text.WriteString("otherwise -> desk \"A\"")
	rules, err := routing.ParseRules(text.String())
	if err != nil {
		b.Fatal(err)
	}
	in := routing.Input{Facts: models.Facts{Country: "CF", Categories: []string{"KIL.1", "ENV.1"}}}
	desk := models.Desk{ID: "a", PublicKey: "k"}
	for b.Loop() {
		if _, err := routing.Route(rules, in, func(string) (models.Desk, bool) { return desk, true }); err != nil {
			b.Fatal(err)
		}
	}
}
