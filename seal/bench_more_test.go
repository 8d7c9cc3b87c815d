package seal_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"testing"

	"loupe/seal"
)

func BenchmarkWrap(b *testing.B) {
	k, to := newKey(b), newKey(b).Public()
	if err := to.Remember(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := seal.WrapKey(label, k, to); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStreamRead64MB(b *testing.B) {
	k := newKey(b)
	sealed, err := seal.Seal(label, make([]byte, 64<<20), k.Public())
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(64 << 20)
	for b.Loop() {
		r, err := seal.NewReader(bytes.NewReader(sealed), label, k)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnlock(b *testing.B) {
	locked, kdf, err := seal.LockWithPassphrase(context.Background(), rand.Reader, label, newKey(b), "four plain words here")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := seal.UnlockWithPassphrase(context.Background(), label, locked, kdf, "four plain words here"); err != nil {
			b.Fatal(err)
		}
	}
}
