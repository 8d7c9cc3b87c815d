package openrosa

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The algorithms of digest sign-in (RFC 7616, section 3.3) that are spoken here, without sessions.
// Collect speaks MD5 only. What MD5 is weak at, collisions, doesn't help here; what helps whoever
// listens is a guessable password, so a device's password is drawn at random and is good for this alone.
const (
	MD5    = "MD5"
	SHA256 = "SHA-256"
)

// maxHeader is the longest Authorization header that is read.
const maxHeader = 4 << 10

// Credentials are what a client answers to a challenge (RFC 7616, section 3.4). They prove nothing
// until Verify has said so, CheckNonce has accepted the nonce, URI is the request's, Realm is ours,
// and Count is higher than any that came with the nonce before.
type Credentials struct {
	Username, Realm, Nonce, URI string
	Response                    string // lower-case hex
	Algorithm                   string // MD5 or SHA256
	CNonce                      string
	NC                          string // 8 hex digits as they came
}

// Challenge writes a WWW-Authenticate header that asks for MD5 (RFC 7616, section 3.3). stale tells a
// client that only its nonce was too old, so that it doesn't ask the person again. A ChallengeSHA256
// may follow in a header of its own, never in the same: old clients read one challenge a header, and
// take the first.
func Challenge(realm, nonce string, stale bool) string { return challenge(MD5, realm, nonce, stale) }

// ChallengeSHA256 is Challenge for clients that know SHA-256.
func ChallengeSHA256(realm, nonce string, stale bool) string {
	return challenge(SHA256, realm, nonce, stale)
}

func challenge(algorithm, realm, nonce string, stale bool) string {
	s := `Digest realm=` + quote(realm) + `, qop="auth", algorithm=` + algorithm + `, nonce=` + quote(nonce) + `, charset=UTF-8`
	if stale {
		s += `, stale=true`
	}
	return s
}

// quote makes a quoted-string; control characters, which could end the header, are left out.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r < ' ' || r == 0x7f {
			continue
		}
		if r == '"' || r == '\\' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
	return b.String()
}

// HA1 gives what a server keeps of a password: the digest of name, realm and password (RFC 7616,
// section 3.4.2). It opens what the password opens, so it is kept as one.
func HA1(algorithm, username, realm, password string) string {
	return digest(algorithm, username+":"+realm+":"+password)
}

func digest(algorithm, s string) string {
	if algorithm == SHA256 {
		sum := sha256.Sum256([]byte(s))
		return hex.EncodeToString(sum[:])
	}
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}

// ParseDigest reads an Authorization header. Whatever isn't a whole answer with qop=auth and an
// algorithm that we speak is ErrMalformed, or ErrTooLarge over 4 KB: a hashed or encoded name
// (userhash, username*), a parameter twice, no cnonce.
func ParseDigest(header string) (Credentials, error) {
	if len(header) > maxHeader {
		return Credentials{}, fmt.Errorf("%w: a header over %d bytes", ErrTooLarge, maxHeader)
	}
	scheme, rest, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Digest") || !utf8.ValidString(rest) {
		return Credentials{}, fmt.Errorf("%w: not a digest", ErrMalformed)
	}
	given, err := parameters(rest)
	if err != nil {
		return Credentials{}, err
	}
	c := Credentials{
		Username: given["username"], Realm: given["realm"], Nonce: given["nonce"], URI: given["uri"],
		Response: strings.ToLower(given["response"]), CNonce: given["cnonce"], NC: given["nc"], Algorithm: MD5,
	}
	if a, ok := given["algorithm"]; ok {
		switch {
		case strings.EqualFold(a, SHA256):
			c.Algorithm = SHA256
		case !strings.EqualFold(a, MD5):
			return Credentials{}, fmt.Errorf("%w: another algorithm", ErrMalformed)
		}
	}
	length := len(digest(c.Algorithm, ""))
	if _, err := hex.DecodeString(c.Response); err != nil || len(c.Response) != length {
		return Credentials{}, fmt.Errorf("%w: no response", ErrMalformed)
	}
	if _, err := hex.DecodeString(c.NC); err != nil || len(c.NC) != 8 || given["qop"] != "auth" || c.CNonce == "" {
		return Credentials{}, fmt.Errorf("%w: no count, or not qop=auth", ErrMalformed)
	}
	if c.Username == "" || c.Nonce == "" || c.URI == "" || given["userhash"] != "" && !strings.EqualFold(given["userhash"], "false") {
		return Credentials{}, fmt.Errorf("%w: no name, nonce or address", ErrMalformed)
	}
	return c, nil
}

// Count gives how many requests the client has made with its nonce, this one included.
func (c Credentials) Count() uint32 {
	n, _ := strconv.ParseUint(c.NC, 16, 32) // ParseDigest let only digits through
	return uint32(n)
}

// Verify tells whether the client knows the password behind ha1, which is HA1 for c.Algorithm. It
// takes the same time for a wrong answer wherever it is wrong. An empty ha1, of a name that nobody
// has, is never right.
func (c Credentials) Verify(method, ha1 string) bool {
	want := digest(c.Algorithm, strings.Join([]string{ha1, c.Nonce, c.NC, c.CNonce, "auth", digest(c.Algorithm, method+":"+c.URI)}, ":"))
	same := subtle.ConstantTimeCompare([]byte(want), []byte(c.Response)) == 1
	return same && len(ha1) == len(want)
}
