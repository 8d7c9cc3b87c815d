package people

import (
	"sync"
	"time"

	"loupe/seal"
)

// slowdown makes guessing one account's passphrase slow without locking its owner out: after a few
// misses in a row each further try has to wait, a minute at most. It keeps a hash of the address, in
// memory only.
type slowdown struct {
	mu    sync.Mutex
	tries map[string]attempt
}

type attempt struct {
	misses int
	last   time.Time
}

const (
	freeMisses  = 5
	longestWait = time.Minute
	maxTries    = 10000
)

func newSlowdown() *slowdown { return &slowdown{tries: map[string]attempt{}} }

func (s *slowdown) wait(email string, now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.tries[seal.HashToken("sign-in "+email)]
	if a.misses < freeMisses {
		return 0
	}
	pause := min(time.Second<<min(a.misses-freeMisses, 10), longestWait)
	return max(0, a.last.Add(pause).Sub(now))
}

func (s *slowdown) miss(email string, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.tries) >= maxTries {
		clear(s.tries)
	}
	key := seal.HashToken("sign-in " + email)
	a := s.tries[key]
	s.tries[key] = attempt{a.misses + 1, now}
}

func (s *slowdown) hit(email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tries, seal.HashToken("sign-in "+email))
}
