package seal_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loupe/seal"
)

// TestWhatABrowserSealedOpens holds the vectors that a browser made. They are promised.
func TestWhatABrowserSealedOpens(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "testdata", "vectors", "device.json"))
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]string
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	key, err := seal.ParsePrivateKey(v["secret"])
	if err != nil {
		t.Fatal(err)
	}
	label := seal.Label{Kind: "exhibit", IDs: []string{strings.Repeat("a", 26), strings.Repeat("b", 26)}}
	for _, by := range []string{"by_browser", "by_go"} {
		sealed, _ := base64.StdEncoding.DecodeString(v[by])
		plain, err := seal.Open(label, sealed, key)
		if err != nil || base64.StdEncoding.EncodeToString(plain) != v["plain"] {
			t.Errorf("%s doesn't open: %v", by, err)
		}
	}
	receipt, err := seal.ParseReceipt(v["words"])
	if err != nil {
		t.Fatal(err)
	}
	id, reply, err := receipt.Keys()
	if err != nil || id != v["lookup_id"] || string(reply.Public()) != v["reply_key"] {
		t.Errorf("a receipt gives something else than before: %v", err)
	}
}
