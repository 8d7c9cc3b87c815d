package words

import "testing"

// TestNamesWithSlipsAreAlike holds names against how people type them.
func TestNamesWithSlipsAreAlike(t *testing.T) {
	for _, c := range []struct {
		typed, name string
		alike       bool
	}{
		{"Bakwnga", "Bakwanga", true},
		{"Mbuji Mayi", "Mbuji-Mayi (MIBA polygon)", true},
		{"mbomu", "Mbômou", true},
		{"Bria", "Bangassou", false},
		{"Koidu", "Kono", false},
		{"Nigora", "Ngoro Pit", false},
		{"ngroo pit", "Ngoro Pit", true},
		{"", "Ngoro", false},
		{"ЖЖЖ", "Ngoro", false},
	} {
		if got := Similar(Name(c.typed), Name(c.name)); (got >= 0.7) != c.alike {
			t.Errorf("%q and %q are alike by %.2f", c.typed, c.name, got)
		}
	}
}
