package seal_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"loupe/seal"
)

var errAway = errors.New("the store is away")

// failing is a store that goes away after some bytes.
type failing struct {
	*bytes.Reader
	after int64
}

func (f failing) ReadAt(p []byte, off int64) (int, error) {
	if off >= f.after {
		return 0, errAway
	}
	return f.Reader.ReadAt(p, off)
}

// A store that is away must never read as evidence that was tampered with.
func TestAStoreThatFailsIsNotDamage(t *testing.T) {
	k := newKey(t)
	sealed, err := seal.Seal(label, make([]byte, 200_000), k.Public())
	if err != nil {
		t.Fatal(err)
	}
	for _, after := range []int{0, 100, 3000, 100_000} {
		src := io.MultiReader(bytes.NewReader(sealed[:after]), iotest.ErrReader(errAway))
		r, err := seal.NewReader(src, label, k)
		if err == nil {
			_, err = io.Copy(io.Discard, r)
		}
		if !errors.Is(err, errAway) {
			t.Errorf("stream away after %d: got %v, want the store's error", after, err)
		}
	}
	if _, err := seal.NewReaderAt(failing{bytes.NewReader(sealed), 0}, int64(len(sealed)), label, k); !errors.Is(err, errAway) {
		t.Errorf("away at once: got %v, want the store's error", err)
	}
	src := &failing{bytes.NewReader(sealed), int64(len(sealed))}
	r, err := seal.NewReaderAt(src, int64(len(sealed)), label, k)
	if err != nil {
		t.Fatal(err)
	}
	src.after = 0
	if _, err := r.ReadAt(make([]byte, 10), 100_000); !errors.Is(err, errAway) {
		t.Errorf("away later: got %v, want the store's error", err)
	}
}

func TestDamageIsErrCannotOpenWhereverItIsFound(t *testing.T) {
	k := newKey(t)
	plain := make([]byte, 200_000)
	sealed, err := seal.Seal(label, plain, k.Public())
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{0, 10, 1000, len(sealed) - len(plain), len(sealed) / 2, len(sealed) - 1} {
		if _, err := seal.Open(label, sealed[:cut], k); !errors.Is(err, seal.ErrCannotOpen) {
			t.Errorf("cut at %d: got %v, want ErrCannotOpen", cut, err)
		}
		if _, err := seal.NewReaderAt(bytes.NewReader(sealed[:cut]), int64(cut), label, k); !errors.Is(err, seal.ErrCannotOpen) {
			t.Errorf("ranged, cut at %d: got %v, want ErrCannotOpen", cut, err)
		}
	}
	if _, err := seal.Open(label, append(bytes.Clone(sealed), 0), k); !errors.Is(err, seal.ErrCannotOpen) {
		t.Errorf("a byte too many: got %v, want ErrCannotOpen", err)
	}
	changed := bytes.Clone(sealed)
	changed[len(sealed)/2] ^= 1
	r, err := seal.NewReaderAt(bytes.NewReader(changed), int64(len(changed)), label, k)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, r); !errors.Is(err, seal.ErrCannotOpen) {
		t.Errorf("ranged over a change: got %v, want ErrCannotOpen", err)
	}
	if _, err := seal.Open(label, sealed, seal.PrivateKey{}); !errors.Is(err, seal.ErrCannotOpen) {
		t.Errorf("the zero key: got %v, want ErrCannotOpen", err)
	}
	if _, err := seal.Seal(label, plain); err == nil {
		t.Error("sealed for nobody")
	}
	if _, err := seal.Seal(label, plain, ""); !errors.Is(err, seal.ErrKey) {
		t.Errorf("the zero public key: got %v, want ErrKey", err)
	}
}

// Whoever may send any cookie must not find one that gives a key which anybody can compute.
func TestOnlyTokensThatWereDrawnWrap(t *testing.T) {
	for _, token := range []seal.SessionToken{"", "short", seal.SessionToken(strings.Repeat("=", 43)), seal.SessionToken(strings.Repeat("A", 100))} {
		if _, err := token.Wrap(label, newKey(t)); err == nil {
			t.Errorf("wrapped under a token of %d characters", len(token))
		}
	}
}

func TestOnePassphraseFromTwoKeyboards(t *testing.T) {
	ctx := context.Background()
	k := newKey(t)
	locked, kdf, err := seal.LockWithPassphrase(ctx, rand.Reader, label, k, "caf\u00e9 au lait")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := seal.UnlockWithPassphrase(ctx, label, locked, kdf, "cafe\u0301 au lait"); err != nil || got.Secret() != k.Secret() {
		t.Errorf("the same passphrase with a combining accent: %v", err)
	}
	other := seal.Label{Kind: "person-key", IDs: []string{"someone-else"}}
	if _, err := seal.UnlockWithPassphrase(ctx, other, locked, kdf, "caf\u00e9 au lait"); !errors.Is(err, seal.ErrWrongLabel) {
		t.Errorf("another person's row: got %v, want ErrWrongLabel", err)
	}
	for _, p := range []string{"", strings.Repeat("a", 1025)} {
		if _, _, err := seal.LockWithPassphrase(ctx, rand.Reader, label, k, p); !errors.Is(err, seal.ErrPassphraseLength) {
			t.Errorf("locking with %d bytes: got %v, want ErrPassphraseLength", len(p), err)
		}
		if _, err := seal.UnlockWithPassphrase(ctx, label, locked, kdf, p); !errors.Is(err, seal.ErrWrongPassphrase) {
			t.Errorf("unlocking with %d bytes: got %v, want ErrWrongPassphrase", len(p), err)
		}
	}
	seal.DummyUnlock(ctx, "whatever was typed")
}

// sheet holds secrets in unexported fields, where fmt can't ask them how to print.
type sheet struct {
	key     seal.PrivateKey
	receipt seal.Receipt
}

func TestSecretsNeverShowInsideOtherThings(t *testing.T) {
	k := newKey(t)
	receipt, _ := seal.NewReceipt(rand.Reader)
	token, _ := seal.NewSessionToken(rand.Reader)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", token, "all", sheet{k, receipt}, "map", map[string]any{"t": token})
	asJSON, err := json.Marshal([]any{token, k, receipt, &token, sheet{k, receipt}})
	if err != nil {
		t.Fatal(err)
	}
	shown := log.String() + string(asJSON)
	for _, v := range []any{token, &token, sheet{k, receipt}, &sheet{k, receipt}, []seal.PrivateKey{k}} {
		shown += fmt.Sprintf("%v %+v %#v %s %q %x %d", v, v, v, v, v, v, v)
	}
	hexToken := fmt.Sprintf("%x", []byte(token))
	// With a verb that doesn't fit, fmt prints what is behind a pointer: only addresses may be there.
	misfit := "%s %q"
	behind := regexp.MustCompile(`0x[0-9a-f]+`).ReplaceAllString(fmt.Sprintf(misfit, sheet{k, receipt}, sheet{k, receipt}), "")
	if regexp.MustCompile(`[0-9]{6,}`).MatchString(behind) {
		t.Errorf("numbers of a secret show in %s", behind)
	}
	for _, secret := range []string{string(token), hexToken, k.Secret(), receipt.Words()[0] + " " + receipt.Words()[1], "SECRET-KEY"} {
		if strings.Contains(shown, secret) {
			t.Errorf("a secret shows in %s", shown)
		}
	}
}

func TestReceiptsSurviveCopyingAndSaySomethingNear(t *testing.T) {
	const text = "access arena such hard once furnace erase always expose chicken"
	for name, s := range map[string]string{
		"soft hyphens": strings.ReplaceAll(text, "ar", "a\u00adr"),
		"full width":   strings.Replace(text, "arena", "\uff41\uff52\uff45\uff4e\uff41", 1),
		"wide spaces":  strings.ReplaceAll(text, " ", "\u00a0"),
	} {
		if got, err := seal.ParseReceipt(s); err != nil || got.Text() != text {
			t.Errorf("%s: %v", name, err)
		}
	}
	for typed, want := range map[string]string{"aerna": "arena", "srena": "arena", "arenxyz": "arena", "qqqqqqqq": ""} {
		_, err := seal.ParseReceipt(strings.Replace(text, "arena", typed, 1))
		bad, ok := errors.AsType[seal.ErrReceiptWord](err)
		if !ok || bad.Position != 2 || bad.Suggestion != want {
			t.Errorf("%s: got %+v, want word 2 and %q", typed, err, want)
		}
		if err != nil && strings.Contains(err.Error(), typed) {
			t.Errorf("the error repeats what was typed: %v", err)
		}
	}
}
