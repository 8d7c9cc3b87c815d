package openrosa_test

import (
	"crypto/md5"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loupe/openrosa"
)

const mufasa = `Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=%s, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="%s", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`

// TestExamplesOfTheRFC checks both answers of RFC 7616, section 3.9.1.
func TestExamplesOfTheRFC(t *testing.T) {
	for algorithm, response := range map[string]string{
		openrosa.MD5:    "8ca523f5e9506fed4657c9700eebdbec",
		openrosa.SHA256: "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
	} {
		c, err := openrosa.ParseDigest(fmt.Sprintf(mufasa, algorithm, response))
		if err != nil {
			t.Fatal(err)
		}
		if c.Algorithm != algorithm || c.Username != "Mufasa" || c.Realm != "http-auth@example.org" || c.URI != "/dir/index.html" || c.Count() != 1 {
			t.Errorf("got %+v", c)
		}
		ha1 := openrosa.HA1(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life")
		if !c.Verify("GET", ha1) {
			t.Errorf("%s: the right answer isn't accepted", algorithm)
		}
		other := openrosa.MD5
		if algorithm == other {
			other = openrosa.SHA256
		}
		for name, wrong := range map[string]bool{
			"method":    c.Verify("POST", ha1),
			"password":  c.Verify("GET", openrosa.HA1(algorithm, "Mufasa", "http-auth@example.org", "circle of life")),
			"algorithm": c.Verify("GET", openrosa.HA1(other, "Mufasa", "http-auth@example.org", "Circle of Life")),
			"nobody":    c.Verify("GET", ""),
		} {
			if wrong {
				t.Errorf("%s: accepted with another %s", algorithm, name)
			}
		}
		for name, change := range map[string]func(c *openrosa.Credentials){
			"nonce":  func(c *openrosa.Credentials) { c.Nonce += "x" },
			"count":  func(c *openrosa.Credentials) { c.NC = "00000002" },
			"cnonce": func(c *openrosa.Credentials) { c.CNonce += "x" },
			"uri":    func(c *openrosa.Credentials) { c.URI = "/" },
		} {
			changed := c
			change(&changed)
			if changed.Verify("GET", ha1) {
				t.Errorf("%s: accepted with another %s", algorithm, name)
			}
		}
	}
}

// TestNobodyCanBeNamedWithoutAPassword answers as someone would who guesses that an unknown name has
// an empty digest.
func TestNobodyCanBeNamedWithoutAPassword(t *testing.T) {
	c := openrosa.Credentials{Username: "x", Nonce: "n", URI: "/", NC: "00000001", CNonce: "c", Algorithm: openrosa.MD5}
	hash := func(s string) string { return fmt.Sprintf("%x", md5.Sum([]byte(s))) }
	c.Response = hash(":n:00000001:c:auth:" + hash("GET:/"))
	if c.Verify("GET", "") {
		t.Error("accepted")
	}
}

func TestHeadersAsClientsWriteThem(t *testing.T) {
	good := `username="a", realm="r", nonce="n", uri="/openrosa/formList?a=1,2", qop=auth, nc=0000000a, cnonce="c", response="` + strings.Repeat("A", 32) + `"`
	for name, header := range map[string]string{
		"no algorithm":       `Digest ` + good,
		"quoted tokens":      `Digest algorithm="MD5",` + strings.Replace(good, "qop=auth", `qop="auth"`, 1),
		"small letters":      `digest ALGORITHM=md5, ` + strings.Replace(good, "username", "USERNAME", 1),
		"spaces and commas":  "Digest ,, \t" + strings.ReplaceAll(good, "=", " = ") + " , ",
		"unknown parameters": `Digest new=1, opaque="x\"y", userhash=false, ` + good,
	} {
		header = strings.ReplaceAll(header, "a = 1,2", "a=1,2")
		c, err := openrosa.ParseDigest(header)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.Username != "a" || c.URI != "/openrosa/formList?a=1,2" || c.Algorithm != "MD5" || c.Count() != 10 || c.Response != strings.Repeat("a", 32) {
			t.Errorf("%s: got %+v", name, c)
		}
	}
	for name, header := range map[string]string{
		"empty":            "",
		"basic":            "Basic YTpi",
		"nothing in it":    "Digest ",
		"twice":            `Digest username="b", ` + good,
		"no comma":         `Digest ` + strings.Replace(good, `", realm`, `" realm`, 1),
		"unclosed":         `Digest ` + strings.TrimSuffix(good, `"`),
		"bare word":        `Digest username, ` + good,
		"sessions":         `Digest algorithm=MD5-sess, ` + good,
		"another":          `Digest algorithm=SHA-512-256, ` + good,
		"wrong length":     `Digest algorithm=SHA-256, ` + good,
		"no hex":           `Digest ` + strings.Replace(good, "AA", "ZZ", 1),
		"integrity":        `Digest ` + strings.Replace(good, "qop=auth", "qop=auth-int", 1),
		"no qop":           `Digest ` + strings.Replace(good, "qop=auth, ", "", 1),
		"no cnonce":        `Digest ` + strings.Replace(good, `cnonce="c"`, `cnonce=""`, 1),
		"short count":      `Digest ` + strings.Replace(good, "0000000a", "1", 1),
		"no name":          `Digest ` + strings.Replace(good, `username="a", `, "", 1),
		"encoded name":     `Digest ` + strings.Replace(good, `username="a"`, `username*=UTF-8''a`, 1),
		"hashed name":      `Digest userhash=true, ` + good,
		"no nonce":         `Digest ` + strings.Replace(good, `nonce="n"`, `nonce=""`, 1),
		"control in name":  `Digest ` + strings.Replace(good, `username="a"`, "username=\"a\r\n\"", 1),
		"escaped control":  `Digest ` + strings.Replace(good, `username="a"`, "username=\"\\\n\"", 1),
		"not UTF-8":        `Digest ` + strings.Replace(good, `username="a"`, "username=\"\xff\"", 1),
		"token with quote": `Digest ` + strings.Replace(good, `username="a"`, `username=a"`, 1),
	} {
		if c, err := openrosa.ParseDigest(header); !errors.Is(err, openrosa.ErrMalformed) {
			t.Errorf("%s: got %+v, %v", name, c, err)
		}
	}
	if _, err := openrosa.ParseDigest("Digest " + strings.Repeat("x", 5000)); !errors.Is(err, openrosa.ErrTooLarge) {
		t.Errorf("a long header: got %v", err)
	}
}

func TestChallengeIsOneHeader(t *testing.T) {
	got := openrosa.Challenge("a \"b\" \\c\r\nSet-Cookie: x", "n", false)
	if want := `Digest realm="a \"b\" \\cSet-Cookie: x", qop="auth", algorithm=MD5, nonce="n", charset=UTF-8`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := openrosa.Challenge("r", "n", true); !strings.HasSuffix(got, ", stale=true") {
		t.Errorf("got %s", got)
	}
	if got := openrosa.ChallengeSHA256("r", "n", false); !strings.Contains(got, "algorithm=SHA-256,") || strings.Contains(got, "stale") {
		t.Errorf("got %s", got)
	}
}

func TestNonces(t *testing.T) {
	key, noon := []byte("0123456789abcdef0123456789abcdef"), time.Date(2026, 3, 4, 12, 0, 0, 123, time.UTC)
	nonce := openrosa.NewNonce(key, noon)
	for name, c := range map[string]struct {
		key   []byte
		nonce string
		now   time.Time
		want  error
	}{
		"fresh":              {key, nonce, noon, nil},
		"at its end":         {key, nonce, noon.Add(5 * time.Minute), nil},
		"old":                {key, nonce, noon.Add(5*time.Minute + 1), openrosa.ErrStaleNonce},
		"another node ahead": {key, nonce, noon.Add(-time.Minute), nil},
		"of the future":      {key, nonce, noon.Add(-2 * time.Minute), openrosa.ErrNonce},
		"another key":        {[]byte("another"), nonce, noon, openrosa.ErrNonce},
		"empty":              {key, "", noon, openrosa.ErrNonce},
		"cut":                {key, nonce[:len(nonce)-4], noon, openrosa.ErrNonce},
		"longer":             {key, nonce + "AAAA", noon, openrosa.ErrNonce},
		"changed":            {key, "A" + nonce[1:], noon, openrosa.ErrNonce},
		"changed at its end": {key, nonce[:len(nonce)-1] + "!", noon, openrosa.ErrNonce},
	} {
		if nonce == c.nonce && name == "changed" {
			t.Fatal("the nonce begins with A")
		}
		if got := openrosa.CheckNonce(c.key, c.nonce, c.now, 5*time.Minute); !errors.Is(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	if openrosa.NewNonce(key, noon.Add(1)) == nonce {
		t.Error("two moments have the same nonce")
	}
}
