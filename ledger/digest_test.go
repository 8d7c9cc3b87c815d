package ledger_test

import (
	"bytes"
	"encoding/hex"
	"testing"
	"time"

	"loupe/ledger"
)

// The value is openssl's, so that anyone can show with common tools what a digest was made of.
func TestDigestIsPlainHMAC(t *testing.T) {
	got := ledger.SaltedDigest([]byte("0123456789abcdef"), "desk:a>b")
	if want := "33f74136eccd5e6242297a20d428003a97dde990d874bf055c1ea4b058cbe2fe"; hex.EncodeToString(got[:]) != want {
		t.Errorf("got %x, want %s", got, want)
	}
}

func TestSaltNeedsAllItsBytes(t *testing.T) {
	if _, err := ledger.NewSalt(bytes.NewReader(make([]byte, ledger.SaltSize-1))); err == nil {
		t.Error("a salt was drawn from too few random bytes")
	}
}

// Two servers in two zones write one deed the same way, to the microsecond.
func TestTimeIsUTCInMicroseconds(t *testing.T) {
	here, there := example(), example()
	there.At = here.At.Add(999 * time.Nanosecond).In(time.FixedZone("east", 3*3600))
	a, errA := here.Encode()
	b, errB := there.Encode()
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("got %s and %s (%v, %v), want the same", a, b, errA, errB)
	}
	for _, at := range []time.Time{{}, time.Date(1969, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		e := example()
		e.At = at
		if _, err := e.Encode(); err == nil {
			t.Errorf("an entry of %v was written", at)
		}
	}
}
