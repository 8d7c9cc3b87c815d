package people

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"loupe/models"
	"loupe/seal"
)

// second is a person's second factor: a shared secret for time-based codes (RFC 6238) and codes for
// the day on which the telephone is gone. It is sealed to the person's own key, so that it opens with
// their passphrase alone and a copy of the database helps nobody to make codes.
type second struct {
	Secret string   `json:"s"` // base32
	Codes  []string `json:"c"` // hashes of unused backup codes
	Step   int64    `json:"t"` // of the last code that was used: none is taken twice
	On     bool     `json:"o"` // confirmed by a first code
}

const (
	backupCodes = 10
	codePeriod  = 30 // seconds, as every authenticator assumes
	halfLife    = 5 * time.Minute
)

// SecondSetUp is what a person sees once, while they set a second factor up.
type SecondSetUp struct {
	Secret string   // to be typed where a picture can't be read
	Codes  []string // backup codes
}

func secondLabel(person models.ID) seal.Label {
	return seal.Label{Kind: models.SealSecond, IDs: []string{string(person)}}
}

func (p *People) openSecond(ctx context.Context, person models.ID, key seal.PrivateKey) (second, error) {
	var s second
	sealed, err := p.store.Second(ctx, person)
	if err != nil || len(sealed) == 0 {
		return s, err
	}
	plain, err := seal.Open(secondLabel(person), sealed, key)
	if err != nil || json.Unmarshal(plain, &s) != nil {
		return s, errors.New("opening a second factor: it is not in the form that was sealed")
	}
	return s, nil
}

func (p *People) keepSecond(ctx context.Context, person models.Person, s second, detail string) error {
	plain, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("writing a second factor: %w", err)
	}
	sealed, err := seal.Seal(secondLabel(person.ID), plain, seal.PublicKey(person.PublicKey))
	if err != nil {
		return err
	}
	return p.store.SetSecond(ctx, person.ID, sealed, s.On, p.custody(person.ID, models.ItemPerson, person.ID, models.DeedSecond, detail))
}

// BeginSecond draws a new secret and backup codes. They count from the moment that ConfirmSecond is
// given a code.
func (p *People) BeginSecond(ctx context.Context, by Opened) (SecondSetUp, error) {
	if now, err := p.openSecond(ctx, by.Person.ID, by.Key); err != nil || now.On {
		if err == nil {
			err = models.Refuse(models.Conflict, "error.moved_on")
		}
		return SecondSetUp{}, err
	}
	raw := make([]byte, 20+5*backupCodes)
	if _, err := io.ReadFull(p.random, raw); err != nil {
		return SecondSetUp{}, fmt.Errorf("drawing a second factor: %w", err)
	}
	text := base32.StdEncoding.WithPadding(base32.NoPadding)
	s, out := second{Secret: text.EncodeToString(raw[:20])}, SecondSetUp{}
	out.Secret = s.Secret
	for i := range backupCodes {
		code := strings.ToLower(text.EncodeToString(raw[20+5*i:][:5])) // 40 bits
		out.Codes = append(out.Codes, code[:4]+"-"+code[4:])
		s.Codes = append(s.Codes, hashCode(code))
	}
	return out, p.keepSecond(ctx, by.Person, s, "begun")
}

func hashCode(code string) string {
	return seal.HashToken("second " + strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code)))
}

// SecondPicture draws the secret for an authenticator, while it is being set up.
func (p *People) SecondPicture(ctx context.Context, by Opened, issuer string) (image.Image, error) {
	s, err := p.openSecond(ctx, by.Person.ID, by.Key)
	if err != nil || s.On || s.Secret == "" {
		return nil, models.ErrNotFound
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s.Secret)
	if err != nil {
		return nil, models.ErrNotFound
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: strings.ReplaceAll(issuer, ":", " "), AccountName: by.Person.Email, Secret: raw, Period: codePeriod})
	if err != nil {
		return nil, fmt.Errorf("drawing a secret: %w", err)
	}
	return key.Image(240, 240)
}

// ConfirmSecond switches the second factor on with a first code.
func (p *People) ConfirmSecond(ctx context.Context, by Opened, code string) error {
	s, err := p.openSecond(ctx, by.Person.ID, by.Key)
	if err != nil {
		return err
	}
	if s.Secret == "" || s.On || !p.takeCode(&s, code) {
		return models.RefuseFields(models.FieldError{Field: "code", Key: "account.error.code"})
	}
	s.On = true
	return p.keepSecond(ctx, by.Person, s, "on")
}

// EndSecond switches it off; it takes a code, or a backup code.
func (p *People) EndSecond(ctx context.Context, by Opened, code string) error {
	s, err := p.openSecond(ctx, by.Person.ID, by.Key)
	if err != nil {
		return err
	}
	if s.On && !p.takeCode(&s, code) {
		return models.RefuseFields(models.FieldError{Field: "code", Key: "account.error.code"})
	}
	return p.store.SetSecond(ctx, by.Person.ID, nil, false, p.custody(by.Person.ID, models.ItemPerson, by.Person.ID, models.DeedSecond, "off"))
}

// takeCode checks a code of the present, the period before or after, or a backup code, and uses it up.
func (p *People) takeCode(s *second, code string) bool {
	if s.Secret == "" { // an empty secret has codes that anybody can make
		return false
	}
	code = strings.NewReplacer(" ", "", "-", "").Replace(strings.TrimSpace(code))
	now := p.now().Unix() / codePeriod
	for step := now - 1; step <= now+1 && len(code) == 6; step++ {
		want, err := totp.GenerateCodeCustom(s.Secret, time.Unix(step*codePeriod, 0), totp.ValidateOpts{Period: codePeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && step > s.Step && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			s.Step = step
			return true
		}
	}
	if i := slices.Index(s.Codes, hashCode(code)); i >= 0 && s.On {
		s.Codes = slices.Delete(s.Codes, i, i+1)
		return true
	}
	return false
}

// Second finishes a sign-in that waits for a code. The half session ends and a whole one begins.
func (p *People) Second(ctx context.Context, half, code string) (token string, expires time.Time, person models.Person, err error) {
	t := seal.SessionToken(half)
	row, person, err := p.store.HalfSession(ctx, t.ID(), p.now())
	if err != nil {
		return "", time.Time{}, models.Person{}, models.Refuse(models.Unauthenticated, "error.unauthenticated.text")
	}
	if wait := p.slow.wait("code "+person.Email, p.now()); wait > 0 {
		return "", time.Time{}, person, &models.Error{Kind: models.TooMany, Key: "account.error.wait", Args: map[string]any{"Seconds": int(wait.Seconds()) + 1}}
	}
	key, err := t.Unwrap(keyLabel(person.ID), row.SealedKey)
	if err != nil {
		return "", time.Time{}, person, models.ErrNotFound
	}
	s, err := p.openSecond(ctx, person.ID, key)
	if err != nil {
		return "", time.Time{}, person, err
	}
	if !s.On || !p.takeCode(&s, code) {
		p.slow.miss("code "+person.Email, p.now())
		return "", time.Time{}, person, models.RefuseFields(models.FieldError{Field: "code", Key: "account.error.code"})
	}
	p.slow.hit("code " + person.Email)
	if err := p.keepSecond(ctx, person, s, "used"); err != nil {
		return "", time.Time{}, person, err
	}
	if err := p.store.DropSession(ctx, t.ID()); err != nil {
		return "", time.Time{}, person, err
	}
	token, expires, err = p.start(ctx, person.ID, key)
	return token, expires, person, err
}

// halfway starts a session that can do nothing but be finished by a code.
func (p *People) halfway(ctx context.Context, person models.ID, key seal.PrivateKey) (string, time.Time, error) {
	token, s, err := p.session(person, key, halfLife)
	if err != nil {
		return "", time.Time{}, err
	}
	s.Half = true
	return token, s.ExpiresAt, p.store.StartHalf(ctx, s)
}
