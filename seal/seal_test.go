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
	"strings"
	"testing"

	"loupe/seal"
)

func newKey(t testing.TB) seal.PrivateKey {
	t.Helper()
	k, err := seal.NewPrivateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

var label = seal.Label{Kind: "testimony", IDs: []string{"report-1"}}

func TestEachLinkOpensWhatItShouldAndNothingElse(t *testing.T) {
	ctx := context.Background()
	person, desk, report, other := newKey(t), newKey(t), newKey(t), newKey(t)
	receipt, err := seal.NewReceipt(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	reply, err := receipt.ReplyKey()
	if err != nil {
		t.Fatal(err)
	}
	token, err := seal.NewSessionToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	locked, kdf, err := seal.LockWithPassphrase(ctx, rand.Reader, label, person, "four plain words here")
	if err != nil {
		t.Fatal(err)
	}
	kept, err := token.Wrap(label, person)
	if err != nil {
		t.Fatal(err)
	}

	if k, err := seal.UnlockWithPassphrase(ctx, label, locked, kdf, "four plain words here"); err != nil || k.Secret() != person.Secret() {
		t.Errorf("the passphrase did not open the person's key: %v", err)
	}
	if _, err := seal.UnlockWithPassphrase(ctx, label, locked, kdf, "four plain words here "); !errors.Is(err, seal.ErrWrongPassphrase) {
		t.Errorf("another passphrase: got %v", err)
	}
	if k, err := token.Unwrap(label, kept); err != nil || k.Secret() != person.Secret() {
		t.Errorf("the session did not open the person's key: %v", err)
	}
	if _, err := seal.SessionToken(token.ID()).Unwrap(label, kept); err == nil {
		t.Error("what the database holds of a session opens the person's key")
	}

	keys := map[string]seal.PrivateKey{"person": person, "desk": desk, "report": report, "reply": reply, "other": other}
	sealedTo := map[string]string{"desk's key": "person", "report's key": "desk", "testimony": "report", "reply": "reply"}
	for thing, opener := range sealedTo {
		sealed, err := seal.Seal(label, []byte("what "+thing+" says"), keys[opener].Public())
		if err != nil {
			t.Fatal(err)
		}
		for name, k := range keys {
			plain, err := seal.Open(label, sealed, k)
			if opens := err == nil; opens != (name == opener) {
				t.Errorf("%s opens %s: %v, want %v", name, thing, opens, name == opener)
			}
			if err == nil && string(plain) != "what "+thing+" says" {
				t.Errorf("%s opened %s as %q", name, thing, plain)
			}
		}
	}
}

func TestSealedThingsCannotBeSwapped(t *testing.T) {
	k := newKey(t)
	sealed, err := seal.Seal(label, []byte("words"), k.Public())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []seal.Label{
		{Kind: "testimony", IDs: []string{"report-2"}},
		{Kind: "note", IDs: []string{"report-1"}},
		{Kind: "testimony", IDs: []string{"report-1", "x"}},
		{Kind: "testimony"},
	} {
		if _, err := seal.Open(l, sealed, k); !errors.Is(err, seal.ErrWrongLabel) {
			t.Errorf("opened as %v: %v, want ErrWrongLabel", l, err)
		}
		if _, err := seal.NewReaderAt(bytes.NewReader(sealed), int64(len(sealed)), l, k); !errors.Is(err, seal.ErrWrongLabel) {
			t.Errorf("read at as %v: %v, want ErrWrongLabel", l, err)
		}
	}
	for _, l := range []seal.Label{{}, {Kind: "a b"}, {Kind: "a", IDs: []string{""}}, {Kind: "a", IDs: []string{"x\ny"}}} {
		if _, err := seal.Seal(l, nil, k.Public()); err == nil {
			t.Errorf("sealed under the ambiguous label %q", l)
		}
	}
}

func TestDamageIsTold(t *testing.T) {
	k := newKey(t)
	plain := bytes.Repeat([]byte("0123456789abcdef"), 12<<10) // three chunks
	sealed, err := seal.Seal(label, plain, k.Public())
	if err != nil {
		t.Fatal(err)
	}
	for _, cut := range []int{0, 10, len(sealed) / 2, len(sealed) - 1} {
		if _, err := seal.Open(label, sealed[:cut], k); err == nil {
			t.Errorf("opened after a cut at %d", cut)
		}
	}
	for _, at := range []int{30, len(sealed) / 2, len(sealed) - 1} {
		changed := bytes.Clone(sealed)
		changed[at] ^= 1
		if _, err := seal.Open(label, changed, k); err == nil {
			t.Errorf("opened after a change at %d", at)
		}
	}
}

func TestRangedReadsAgreeWithTheWhole(t *testing.T) {
	k := newKey(t)
	plain := make([]byte, 300_001)
	_, _ = rand.Read(plain)
	sealed, err := seal.Seal(label, plain, k.Public())
	if err != nil {
		t.Fatal(err)
	}
	r, err := seal.NewReaderAt(bytes.NewReader(sealed), int64(len(sealed)), label, k)
	if err != nil {
		t.Fatal(err)
	}
	if r.Size() != int64(len(plain)) {
		t.Fatalf("size %d, want %d", r.Size(), len(plain))
	}
	for _, at := range []int64{0, 1, 65_535, 65_536, 131_071, 299_000, 300_000} {
		got := make([]byte, 1000)
		n, err := r.ReadAt(got, at)
		want := plain[at:min(at+1000, int64(len(plain)))]
		if !bytes.Equal(got[:n], want) || (n < 1000) != (err == io.EOF) {
			t.Errorf("at %d: %d bytes, %v; want %d", at, n, err, len(want))
		}
	}
}

func TestSecretsNeverShow(t *testing.T) {
	k := newKey(t)
	receipt, _ := seal.NewReceipt(rand.Reader)
	recovery, recoveryText, _ := seal.NewRecoveryKey(rand.Reader)
	_ = recoveryText
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "key", k, "receipt", receipt, "recovery", recovery)
	asJSON, _ := json.Marshal(map[string]any{"k": k, "r": receipt, "w": recovery})
	shown := log.String() + string(asJSON)
	for _, v := range []any{k, receipt, recovery, struct{ K any }{k}, &k, &receipt} {
		shown += fmt.Sprintf("%v %+v %#v %s %q %x", v, v, v, v, v, v)
	}
	for _, secret := range []string{k.Secret(), receipt.Text(), receipt.Words()[0] + " " + receipt.Words()[1], recovery.Secret(), "SECRET-KEY"} {
		if strings.Contains(shown, secret) {
			t.Errorf("a secret shows in %s", shown)
		}
	}
}

func TestDamagedParametersAreRefused(t *testing.T) {
	for _, kdf := range []string{"", "argon2id", "argon2id$v=19$m=4194304,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA", "argon2id$v=19$m=65536,t=3,p=1$AAAA"} {
		if _, err := seal.UnlockWithPassphrase(context.Background(), label, []byte("x"), kdf, "p"); err == nil {
			t.Errorf("%q was used", kdf)
		}
	}
}

func FuzzOpen(f *testing.F) {
	k := newKey(f)
	sealed, _ := seal.Seal(label, []byte("words"), k.Public())
	f.Add(sealed)
	f.Add([]byte("age-encryption.org/v1\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if plain, err := seal.Open(label, b, k); err == nil && !bytes.Equal(b, sealed) {
			t.Errorf("opened what nobody sealed: %q", plain)
		}
	})
}
