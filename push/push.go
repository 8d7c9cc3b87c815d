// Package push wakes browsers that asked for it (RFC 8030), with nothing in the message: what a browser
// shows then is its own. The server names itself by a signature (RFC 8292, VAPID). The maker of the
// browser carries the message; it learns when, and to which browser, and not what for.
package push

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"loupe/models"
)

// Sender sends. It is safe for many goroutines.
type Sender struct {
	key     *ecdsa.PrivateKey
	public  string
	contact string
	client  *http.Client
	now     func() time.Time
}

// New makes a sender whose key follows from a secret, so that browsers that asked one node know all.
// contact is an https or mailto address, for push services that have something to say. client is nil for
// one that reaches public addresses alone: the addresses to send to come from browsers.
func New(secret, contact string, client *http.Client, now func() time.Time) (*Sender, error) {
	s := &Sender{contact: contact, client: client, now: now}
	if client == nil {
		s.client = outward()
	}
	var err error
	for i := byte(0); i < 100; i++ { // all but one in 2^32 digests are a key
		scalar := sha256.Sum256(append([]byte(secret), i))
		if s.key, err = ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:]); err == nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("making a key for web push: %w", err)
	}
	point, err := s.key.PublicKey.Bytes()
	s.public = base64.RawURLEncoding.EncodeToString(point)
	return s, err
}

// PublicKey is what a browser asks with: an uncompressed P-256 point in base64url.
func (s *Sender) PublicKey() string { return s.public }

const (
	ttl  = "86400" // seconds for which the push service holds a message for a browser that is off
	life = 12 * time.Hour
)

// Wake sends one empty message. An endpoint that is no more is a Gone error. No error names it.
func (s *Sender) Wake(ctx context.Context, endpoint string) error {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return models.Refuse(models.Gone, "")
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodES256, jwt.MapClaims{"aud": "https://" + u.Host, "exp": s.now().Add(life).Unix(), "sub": s.contact}).SignedString(s.key)
	if err != nil {
		return fmt.Errorf("signing a push message: %w", err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, http.NoBody)
	if err != nil {
		return models.Refuse(models.Gone, "")
	}
	r.Header.Set("TTL", ttl)
	r.Header.Set("Authorization", "vapid t="+token+", k="+s.public)
	answer, err := s.client.Do(r)
	if err != nil {
		return errors.New("sending a push message: its service can't be reached") // the cause would name the endpoint
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 4<<10))
	switch {
	case answer.StatusCode == http.StatusNotFound || answer.StatusCode == http.StatusGone:
		return models.Refuse(models.Gone, "")
	case answer.StatusCode >= 300:
		return fmt.Errorf("sending a push message: the service answers %d", answer.StatusCode)
	}
	return nil
}

// outward is a client that follows nobody elsewhere and connects to no address of this machine or its
// network, whatever a name resolves to.
func outward() *http.Client {
	dial := &net.Dialer{Timeout: 10 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !public(at.Addr().Unmap()) {
			return errors.New("not a public address")
		}
		return nil
	}}
	return &http.Client{
		Timeout:       20 * time.Second,
		Transport:     &http.Transport{DialContext: dial.DialContext, TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true, MaxIdleConns: 4, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

var shared = netip.MustParsePrefix("100.64.0.0/10") // RFC 6598

func public(a netip.Addr) bool {
	return a.IsGlobalUnicast() && !a.IsPrivate() && !shared.Contains(a)
}
