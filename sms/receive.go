package sms

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// MaxBody is how much of a request is read.
const MaxBody = maxBody

// Request is what a gateway posted.
type Request struct {
	Header  http.Header
	Address string // the whole public address that the gateway was given, query included
	Query   url.Values
	Body    []byte
}

// Receive checks that a request is the gateway's and reads its message. secret is the auth token for
// Twilio and the shared secret for the others.
func Receive(k Kind, r Request, secret string) (Message, error) {
	form := url.Values{}
	if k != JSON {
		var err error
		if form, err = url.ParseQuery(string(r.Body)); err != nil {
			return Message{}, ErrMalformed
		}
	}
	if !genuine(k, r, form, secret) {
		return Message{}, ErrForged
	}
	var m Message
	switch k {
	case Twilio: // https://www.twilio.com/docs/messaging/guides/webhook-request
		m = Message{ID: form.Get("MessageSid"), From: form.Get("From"), Text: form.Get("Body")}
	case AfricasTalking: // https://developers.africastalking.com/docs/sms/notifications
		m = Message{ID: form.Get("id"), From: form.Get("from"), Text: form.Get("text")}
	case RapidPro: // the external channel: sender or from, message or text
		m = Message{ID: form.Get("id"), From: first(form, "from", "sender"), Text: first(form, "text", "message")}
		if m.ID == "" { // the shape has none: the same words from the same number at the same time are the same message
			sum := sha256.Sum256([]byte(m.From + "\x00" + m.Text + "\x00" + first(form, "date", "time")))
			m.ID = hex.EncodeToString(sum[:])
		}
	case JSON:
		var body struct {
			ID, From, Text, Ref string
			Part, Parts         int
		}
		if json.Unmarshal(r.Body, &body) != nil {
			return Message{}, ErrMalformed
		}
		m = Message{ID: body.ID, From: body.From, Text: body.Text, Ref: body.Ref, Part: body.Part, Parts: body.Parts}
	default:
		return Message{}, ErrMalformed
	}
	return m.checked()
}

func first(v url.Values, names ...string) string {
	for _, n := range names {
		if s := v.Get(n); s != "" {
			return s
		}
	}
	return ""
}

// checked bounds a message and puts its number into one form.
func (m Message) checked() (Message, error) {
	number, ok := Number(m.From)
	m.From, m.Text = number, strings.ToValidUTF8(m.Text, "")
	whole := m.Parts == 0 && m.Part == 0
	switch {
	case !ok, m.ID == "", len(m.ID) > 200, len(m.Ref) > 100, len([]rune(m.Text)) > maxText:
		return Message{}, ErrMalformed
	case !whole && (m.Ref == "" || m.Parts < 1 || m.Parts > MaxParts || m.Part < 1 || m.Part > m.Parts):
		return Message{}, ErrMalformed
	}
	m.Text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return ' '
		}
		return r
	}, m.Text)
	return m, nil
}

// Number puts a telephone number into one form: digits, with a plus where there was one. Short codes
// and names of senders that have no digits are refused.
func Number(s string) (string, bool) {
	var b strings.Builder
	for i, r := range strings.TrimSpace(s) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0:
			b.WriteRune(r)
		case r == ' ' || r == '-' || r == '(' || r == ')' || r == '.':
		default:
			return "", false
		}
	}
	digits := strings.TrimPrefix(b.String(), "+")
	return b.String(), len(digits) >= 3 && len(digits) <= 15
}

// genuine compares in constant time. The JSON shape may sign its body (X-Signature: sha256=<hex of the
// HMAC>) or show the secret as a bearer token; RapidPro and Africa's Talking, which sign nothing, show
// it in the address or as a bearer token.
func genuine(k Kind, r Request, form url.Values, secret string) bool {
	if secret == "" {
		return false
	}
	if k == Twilio {
		return same(r.Header.Get("X-Twilio-Signature"), TwilioSignature(secret, r.Address, form))
	}
	if signature, ok := strings.CutPrefix(r.Header.Get("X-Signature"), "sha256="); ok && k == JSON {
		h := hmac.New(sha256.New, []byte(secret))
		h.Write(r.Body)
		return same(strings.ToLower(signature), hex.EncodeToString(h.Sum(nil)))
	}
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return same(token, secret)
	}
	return k != JSON && same(r.Query.Get("token"), secret)
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// TwilioSignature is HMAC-SHA1 under the auth token over the address and all fields in the order of
// their names (https://www.twilio.com/docs/usage/security#validating-requests).
func TwilioSignature(token, address string, form url.Values) string {
	h := hmac.New(sha1.New, []byte(token))
	h.Write([]byte(address))
	names := make([]string, 0, len(form))
	for n := range form {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		for _, v := range form[n] {
			h.Write([]byte(n + v))
		}
	}
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
