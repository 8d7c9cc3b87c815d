package media

import (
	"runtime/debug"
	"syscall"
)

// Bound holds this process, and what it turns into, to limits: of address space in bytes, and of
// processor time in seconds. From then on it can't write a file, not even when it crashes. It can't be
// undone.
func Bound(memory, seconds uint64) error {
	debug.SetMemoryLimit(int64(memory / 4))
	for kind, most := range map[int]uint64{
		syscall.RLIMIT_AS: memory, syscall.RLIMIT_CPU: seconds, syscall.RLIMIT_FSIZE: 0, syscall.RLIMIT_CORE: 0,
	} {
		if err := syscall.Setrlimit(kind, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
			return err
		}
	}
	return nil
}
