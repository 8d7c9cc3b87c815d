//go:build !linux

package media

import "runtime/debug"

// Bound asks for what can be had where the system's limits aren't known; time is held by whoever
// started the process.
func Bound(memory, _ uint64) error {
	debug.SetMemoryLimit(int64(memory / 4))
	return nil
}

// BoundFrom is Bound: what is reserved by now isn't counted here.
func BoundFrom(more, seconds uint64) error { return Bound(more*2, seconds) }
