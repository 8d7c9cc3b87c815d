package push

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"loupe/models"
)

// TestWake: a push service gets an empty message, signed by the key that browsers ask with, for it alone.
func TestWake(t *testing.T) {
	status := http.StatusCreated
	var got *http.Request
	var body []byte
	service := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.WriteHeader(status)
	}))
	defer service.Close()
	s, err := New("a secret", "https://loupe.example", service.Client(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	again, err := New("a secret", "https://loupe.example", nil, time.Now)
	if err != nil || again.PublicKey() != s.PublicKey() {
		t.Error("two nodes have different keys", err)
	}
	if err := s.Wake(t.Context(), service.URL+"/device/1"); err != nil {
		t.Fatal(err)
	}
	if len(body) != 0 || got.Header.Get("TTL") == "" || got.Method != http.MethodPost || got.URL.Path != "/device/1" {
		t.Errorf("%s %s with %d bytes", got.Method, got.URL, len(body))
	}
	token, _, _ := strings.Cut(strings.TrimPrefix(got.Header.Get("Authorization"), "vapid t="), ",")
	raw, err := base64.RawURLEncoding.DecodeString(s.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	claims := jwt.MapClaims{}
	if _, err := jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return key, nil }, jwt.WithAudience(service.URL), jwt.WithExpirationRequired(), jwt.WithValidMethods([]string{"ES256"})); err != nil {
		t.Error(err)
	}
	status = http.StatusGone
	if err := s.Wake(t.Context(), service.URL+"/device/1"); models.KindOf(err) != models.Gone {
		t.Error(err)
	}
	status = http.StatusTooManyRequests
	err = s.Wake(t.Context(), service.URL+"/device/secret")
	if err == nil || models.KindOf(err) == models.Gone || strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
	// The address comes from a browser: what lies behind the server is not reached through it.
	if err := again.Wake(t.Context(), service.URL+"/device/secret"); err == nil || strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
	for address, want := range map[string]bool{"8.8.8.8": true, "127.0.0.1": false, "10.0.0.1": false, "169.254.169.254": false, "100.64.0.1": false, "::1": false, "fd00::1": false, "0.0.0.0": false, "224.0.0.1": false, "2001:4860:4860::8888": true} {
		if public(netip.MustParseAddr(address)) != want {
			t.Errorf("%s: public is not %v", address, want)
		}
	}
}
