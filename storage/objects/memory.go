package objects

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"sync"
)

// Memory is a store for tests: it lasts as long as the process.
type Memory struct {
	mu      sync.RWMutex
	objects map[string][]byte
}

// NewMemory makes an empty Memory.
func NewMemory() *Memory { return &Memory{objects: map[string][]byte{}} }

// Put implements Store.
func (m *Memory) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	if err := checkKey(key); err != nil {
		return err
	}
	b, err := io.ReadAll(&exactly{r, size})
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.objects[key] = b
	return nil
}

func (m *Memory) get(key string) ([]byte, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	b, ok := m.objects[key]
	if !ok {
		return nil, ErrNotFound
	}
	return b, nil
}

// Get implements Store.
func (m *Memory) Get(_ context.Context, key string) (io.ReadCloser, error) {
	b, err := m.get(key)
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

// ReadAt implements Store.
func (m *Memory) ReadAt(_ context.Context, key string, p []byte, off int64) (int, error) {
	b, err := m.get(key)
	if err != nil {
		return 0, err
	}
	return bytes.NewReader(b).ReadAt(p, off)
}

// Size implements Store.
func (m *Memory) Size(_ context.Context, key string) (int64, error) {
	b, err := m.get(key)
	return int64(len(b)), err
}

// Delete implements Store.
func (m *Memory) Delete(_ context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.objects, key)
	return nil
}

// List implements Store.
func (m *Memory) List(_ context.Context, prefix string, fn func(string, int64) error) error {
	m.mu.RLock()
	var keys []string
	sizes := map[string]int64{}
	for key, b := range m.objects {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
			sizes[key] = int64(len(b))
		}
	}
	m.mu.RUnlock()
	slices.Sort(keys)
	for _, key := range keys {
		if err := fn(key, sizes[key]); err != nil {
			return err
		}
	}
	return nil
}

// Check implements Store.
func (m *Memory) Check(context.Context) error { return nil }
