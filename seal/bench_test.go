package seal_test

import (
	"bytes"
	"crypto/rand"
	"io"
	"testing"

	"loupe/seal"
)

func BenchmarkSeal2KB(b *testing.B) {
	to, words := newKey(b).Public(), make([]byte, 2<<10)
	b.SetBytes(int64(len(words)))
	for b.Loop() {
		if _, err := seal.Seal(label, words, to); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnwrap(b *testing.B) {
	k := newKey(b)
	sealed, _ := seal.WrapKey(label, newKey(b), k.Public())
	for b.Loop() {
		if _, err := seal.UnwrapKey(label, sealed, k); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStreamWrite64MB(b *testing.B) {
	to, chunk := newKey(b).Public(), make([]byte, 1<<20)
	b.SetBytes(64 << 20)
	for b.Loop() {
		w, err := seal.NewWriter(io.Discard, label, to)
		if err != nil {
			b.Fatal(err)
		}
		for range 64 {
			_, _ = w.Write(chunk)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRangedRead64KB(b *testing.B) {
	k := newKey(b)
	sealed, _ := seal.Seal(label, make([]byte, 16<<20), k.Public())
	got := make([]byte, 64<<10)
	b.SetBytes(int64(len(got)))
	for b.Loop() {
		r, err := seal.NewReaderAt(bytes.NewReader(sealed), int64(len(sealed)), label, k)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := r.ReadAt(got, 8<<20); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReceipt(b *testing.B) {
	r, _ := seal.NewReceipt(rand.Reader)
	for b.Loop() {
		if _, _, err := r.Keys(); err != nil {
			b.Fatal(err)
		}
	}
}
