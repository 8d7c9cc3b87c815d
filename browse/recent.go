package browse

import (
	"sync"

	"loupe/models"
)

// recent remembers what was found out of late, while nothing public changes: pages, counts, maps and
// exports of one search share it.
type recent[K comparable, V any] struct {
	mu         sync.Mutex
	generation uint64
	kept       map[K]V
	size       uint64
	weigh      func(V) uint64 // bytes, about
	budget     uint64         // bytes: a frequent word of a million publications has 128 KB
}

func (r *recent[K, V]) get(key K, generation uint64) (value V, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.generation == generation {
		value, ok = r.kept[key]
	}
	return value, ok
}

func (r *recent[K, V]) put(key K, generation uint64, value V) {
	size := r.weigh(value) + 500
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil || r.generation != generation || r.size+size > r.budget {
		r.kept, r.generation, r.size = map[K]V{}, generation, 0
	}
	r.kept[key] = value
	r.size += size
}

func weighMatches(m *matches) uint64 { return m.set.GetSizeInBytes() }

func weighFacets(f models.Facets) uint64 {
	return 60 * uint64(len(f.Sites)+len(f.Regions)+len(f.Countries)+len(f.Categories)+len(f.Actors)+len(f.Years)+20)
}

// narrowing is a filter without what doesn't change which publications it finds.
type narrowing struct {
	models.SearchFilter
	area models.Area
}

func narrowed(f models.SearchFilter) narrowing {
	n := narrowing{SearchFilter: f}
	if f.Area != nil {
		n.area = *f.Area
	} else {
		n.area.South = 91 // nowhere
	}
	n.Area, n.Sort, n.After, n.Limit = nil, "", "", 0
	return n
}
