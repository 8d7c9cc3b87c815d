package ledger_test

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"loupe/ledger"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 123456000, time.UTC)

func example() ledger.Entry {
	return ledger.Entry{
		ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", ItemKind: "report", ItemID: "bbbbbbbbbbbbbbbbbbbbbbbbbb",
		Deed: "report.accept", At: noon, Digest: ledger.SaltedDigest(make([]byte, ledger.SaltSize), "desk"),
	}
}

// The form is promised: whoever keeps a copy of the log must be able to hash it in ten years.
const golden = `{"v":1,"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","kind":"report","item":"bbbbbbbbbbbbbbbbbbbbbbbbbb","deed":"report.accept","actor":"","at":"2026-03-04T12:00:00.123456Z","digest":"6e2c16cf8cbd68c6b3ac0ae8b5c4b8a5e1a0c5a6dd9e2ba2d1a1bfbb2a4e6f7e"}`

func TestEncodeIsTheGoldenForm(t *testing.T) {
	e := example()
	digest, _ := hex.DecodeString("6e2c16cf8cbd68c6b3ac0ae8b5c4b8a5e1a0c5a6dd9e2ba2d1a1bfbb2a4e6f7e")
	e.Digest = [32]byte(digest)
	got, err := e.Encode()
	if err != nil || string(got) != golden {
		t.Fatalf("got %s, %v\nwant %s", got, err, golden)
	}
	hash := ledger.LeafHash([]byte("L123456"))
	// The leaf hash of RFC 6962 for "L123456", as certificate-transparency test data has it.
	if got, want := hex.EncodeToString(hash[:]), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"; got != want {
		t.Errorf("leaf hash %s, want %s", got, want)
	}
}

func TestParseReadsOnlyTheCanonicalForm(t *testing.T) {
	e := example()
	leaf, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ledger.Parse(leaf)
	if err != nil || got != e {
		t.Fatalf("got %+v, %v; want %+v", got, err, e)
	}
	for name, bad := range map[string]string{
		"spaces":       strings.Replace(string(leaf), ",", ", ", 1),
		"more keys":    strings.Replace(string(leaf), "}", `,"x":1}`, 1),
		"other time":   strings.Replace(string(leaf), "123456Z", "123Z", 1),
		"upper hex":    strings.ToUpper(string(leaf)),
		"later form":   strings.Replace(string(leaf), `"v":1`, `"v":2`, 1),
		"line's end":   string(leaf) + "\n",
		"nothing":      "",
		"other things": "[]",
	} {
		if _, err := ledger.Parse([]byte(bad)); err == nil {
			t.Errorf("%s: was accepted: %s", name, bad)
		}
	}
}

func TestNoContentGetsIn(t *testing.T) {
	for _, bad := range []string{"they beat him", "Amina", "a\nb", strings.Repeat("a", 65), "é"} {
		e := example()
		e.ItemID = bad
		if leaf, err := e.Encode(); err == nil {
			t.Errorf("%q got in: %s", bad, leaf)
		}
	}
}

func TestDigestNeedsItsSalt(t *testing.T) {
	a, b := ledger.SaltedDigest([]byte("0123456789abcdef"), "desk"), ledger.SaltedDigest([]byte("0123456789abcdeF"), "desk")
	if a == b {
		t.Error("two salts gave one digest")
	}
	if a != ledger.SaltedDigest([]byte("0123456789abcdef"), "desk") {
		t.Error("salt and detail don't show what they belong to")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(golden))
	f.Add([]byte(`{"v":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ledger.Parse(b)
		if err != nil {
			return
		}
		again, err := e.Encode()
		if err != nil || string(again) != string(b) {
			t.Fatalf("parsed %q, printed %q, %v", b, again, err)
		}
	})
}
