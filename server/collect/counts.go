package collect

import (
	"crypto/sha256"
	"sync"
	"time"
)

// counts remembers which counts came with a nonce (RFC 7616, section 3.4), so that a request that
// somebody wrote down can't be sent again here. Phones send several requests at once, which may
// overtake each other: the newest 64 counts are told apart, older ones are refused.
type counts struct {
	mu   sync.Mutex
	seen map[[sha256.Size]byte]window
}

type window struct {
	high uint32
	bits uint64 // bit n: high-n came
	at   time.Time
}

const maxNonces = 20000

func newCounts() *counts { return &counts{seen: map[[sha256.Size]byte]window{}} }

// first tells whether a count comes with its nonce for the first time.
func (n *counts) first(nonce string, count uint32, now time.Time) bool {
	key := sha256.Sum256([]byte(nonce))
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.seen) >= maxNonces {
		for k, w := range n.seen {
			if now.Sub(w.at) > nonceLife {
				delete(n.seen, k)
			}
		}
		if len(n.seen) >= maxNonces {
			clear(n.seen)
		}
	}
	w, known := n.seen[key]
	switch {
	case count == 0:
		return false
	case !known:
		w = window{high: count, bits: 1, at: now}
	case count > w.high:
		w.bits = w.bits<<min(count-w.high, 64) | 1
		w.high = count
	case w.high-count >= 64 || w.bits&(1<<(w.high-count)) != 0:
		return false
	default:
		w.bits |= 1 << (w.high - count)
	}
	n.seen[key] = w
	return true
}
