package loupe_test

import (
	"os"
	"testing"
)

// TestMigrationsHaveNumbersOfTheirOwn: two with the same number, built side by side, would stop every start.
func TestMigrationsHaveNumbersOfTheirOwn(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		list, err := os.ReadDir("migrations/" + dialect)
		if err != nil || len(list) == 0 {
			t.Fatal(len(list), err)
		}
		seen := map[string]string{}
		for _, f := range list {
			number := f.Name()[:5]
			if other := seen[number]; other != "" {
				t.Errorf("%s: %s and %s have one number", dialect, other, f.Name())
			}
			seen[number] = f.Name()
		}
	}
}
