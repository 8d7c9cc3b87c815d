// Package objectstest holds every object store to the same contract.
package objectstest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"loupe/storage/objects"
)

// Run runs the contract against stores made by open.
func Run(t *testing.T, open func(t *testing.T) objects.Store) {
	t.Run("what is put comes back", func(t *testing.T) {
		s := open(t)
		for _, size := range []int{0, 1, 64 << 10, 5<<20 + 1} {
			want := random(size)
			put(t, s, "a/b", want)
			r, err := s.Get(t.Context(), "a/b")
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			_ = r.Close()
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%d bytes came back as %d, %v", size, len(got), err)
			}
			if n, err := s.Size(t.Context(), "a/b"); err != nil || n != int64(size) {
				t.Errorf("size %d, %v; want %d", n, err, size)
			}
		}
	})
	t.Run("ranges", func(t *testing.T) {
		s := open(t)
		want := random(100_000)
		put(t, s, "r", want)
		for _, c := range []struct{ at, n, got int }{{0, 10, 10}, {99_990, 10, 10}, {99_990, 20, 10}, {50_000, 1, 1}, {100_000, 5, 0}} {
			p := make([]byte, c.n)
			n, err := s.ReadAt(t.Context(), "r", p, int64(c.at))
			if n != c.got || !bytes.Equal(p[:n], want[c.at:c.at+n]) || (n < c.n) != errors.Is(err, io.EOF) {
				t.Errorf("%d bytes at %d: got %d, %v; want %d", c.n, c.at, n, err, c.got)
			}
		}
	})
	t.Run("the absent", func(t *testing.T) {
		s := open(t)
		if _, err := s.Get(t.Context(), "none"); !errors.Is(err, objects.ErrNotFound) {
			t.Errorf("get: %v", err)
		}
		if _, err := s.ReadAt(t.Context(), "none", make([]byte, 1), 0); !errors.Is(err, objects.ErrNotFound) {
			t.Errorf("read at: %v", err)
		}
		if _, err := s.Size(t.Context(), "none"); !errors.Is(err, objects.ErrNotFound) {
			t.Errorf("size: %v", err)
		}
		if err := s.Delete(t.Context(), "none"); err != nil {
			t.Errorf("delete: %v", err)
		}
	})
	t.Run("unusable keys", func(t *testing.T) {
		s := open(t)
		for _, key := range []string{"", "/a", "a//b", "../a", "a/..", "A", "a b", "a\x00", "a~b", strings.Repeat("a", 201)} {
			if err := s.Put(t.Context(), key, strings.NewReader("x"), 1); !errors.Is(err, objects.ErrKey) {
				t.Errorf("%q: %v, want ErrKey", key, err)
			}
		}
	})
	t.Run("a reader of another length leaves nothing", func(t *testing.T) {
		s := open(t)
		for name, size := range map[string]int64{"short": 4, "long": 2} {
			if err := s.Put(t.Context(), name, strings.NewReader("abc"), size); !errors.Is(err, objects.ErrSize) {
				t.Errorf("%s: %v, want ErrSize", name, err)
			}
			if _, err := s.Size(t.Context(), name); !errors.Is(err, objects.ErrNotFound) {
				t.Errorf("%s left something: %v", name, err)
			}
		}
	})
	t.Run("many writers of one key leave one whole object", func(t *testing.T) {
		s := open(t)
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if err := s.Put(t.Context(), "k", bytes.NewReader(bytes.Repeat([]byte{byte('a' + i)}, 10_000)), 10_000); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		r, err := s.Get(t.Context(), "k")
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		got, _ := io.ReadAll(r)
		if len(got) != 10_000 || !bytes.Equal(got, bytes.Repeat(got[:1], 10_000)) {
			t.Error("the object is a mix")
		}
	})
	t.Run("lists in order, by prefix", func(t *testing.T) {
		s := open(t)
		for _, key := range []string{"p/b", "p/a", "q", "p/c/d"} {
			put(t, s, key, []byte(key))
		}
		if err := s.Delete(t.Context(), "p/b"); err != nil {
			t.Fatal(err)
		}
		var got []string
		if err := s.List(t.Context(), "p/", func(key string, size int64) error {
			if size != int64(len(key)) {
				t.Errorf("%s has %d bytes", key, size)
			}
			got = append(got, key)
			return nil
		}); err != nil || strings.Join(got, " ") != "p/a p/c/d" {
			t.Errorf("got %v, %v", got, err)
		}
	})
	t.Run("is ready", func(t *testing.T) {
		if err := open(t).Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("a cancelled put leaves nothing", func(t *testing.T) {
		s := open(t)
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if err := s.Put(ctx, "c", strings.NewReader("x"), 1); err == nil {
			t.Error("was put")
		}
		if _, err := s.Size(t.Context(), "c"); !errors.Is(err, objects.ErrNotFound) {
			t.Errorf("left something: %v", err)
		}
	})
}

func put(t *testing.T, s objects.Store, key string, b []byte) {
	t.Helper()
	if err := s.Put(t.Context(), key, bytes.NewReader(b), int64(len(b))); err != nil {
		t.Fatal(err)
	}
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
