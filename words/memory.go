package words

import "sync"

// memory keeps stems that were made: the words of a language repeat, and rules take their time. It is safe
// for many goroutines.
type memory struct {
	mu    sync.RWMutex
	stems map[string]string
}

// maxRemembered bounds the memory, at some 100 bytes each; beyond it everything is forgotten.
const maxRemembered = 30000

var remembered memory

func (m *memory) get(key string) (string, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s, ok := m.stems[key]
	return s, ok
}

func (m *memory) put(key, stem string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stems == nil || len(m.stems) >= maxRemembered {
		m.stems = map[string]string{}
	}
	m.stems[key] = stem
}
