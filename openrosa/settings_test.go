package openrosa_test

import (
	"compress/zlib"
	"encoding/base64"
	"io"
	"strings"
	"testing"

	"loupe/openrosa"
)

func TestCollectSettingsAreReadAsCollectDoes(t *testing.T) {
	for _, c := range []struct{ user, password, want string }{
		{"amina", `p"<&>é`, `{"general":{"protocol":"odk_default","server_url":"https://loupe.example/openrosa?a=1&b","username":"amina","password":"p\"<&>é"},"admin":{},"project":{}}`},
		{"", "", `{"general":{"protocol":"odk_default","server_url":"https://loupe.example/openrosa?a=1&b"},"admin":{},"project":{}}`},
	} {
		b, err := openrosa.CollectSettings("https://loupe.example/openrosa?a=1&b", c.user, c.password)
		if err != nil {
			t.Fatal(err)
		}
		z, err := zlib.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(string(b))))
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		if strings.TrimSpace(string(got)) != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestCollectSettingsNeedAWebAddress(t *testing.T) {
	for _, address := range []string{"", "loupe.example", "ftp://loupe.example", "javascript:alert(1)", "https://", "https://a b"} {
		if b, err := openrosa.CollectSettings(address, "a", "b"); err == nil {
			t.Errorf("%q: got %s", address, b)
		}
	}
}
