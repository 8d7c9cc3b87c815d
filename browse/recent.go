package browse

import "sync"

// recent remembers the matches of the last searches for words, while nothing public changes: pages,
// counts, maps and exports of one search share them.
type recent struct {
	mu         sync.Mutex
	generation uint64
	kept       map[string]*matches
}

// maxRecent is how many searches are remembered: at most some 20 KB each.
const maxRecent = 256

func (r *recent) get(key string, generation uint64) (*matches, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.generation != generation {
		return nil, false
	}
	m, ok := r.kept[key]
	return m, ok
}

func (r *recent) put(key string, generation uint64, m *matches) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.generation != generation || len(r.kept) >= maxRecent {
		r.kept, r.generation = map[string]*matches{}, generation
	}
	if r.kept == nil {
		r.kept = map[string]*matches{}
	}
	r.kept[key] = m
}
