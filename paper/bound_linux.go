package paper

import (
	"runtime/debug"
	"syscall"
)

// bound holds this process to its limits. From here on it can't write a file, not even when it
// crashes, nor take more memory or time than it is given.
func bound() error {
	debug.SetMemoryLimit(maxMemory / 4)
	for kind, most := range map[int]uint64{
		syscall.RLIMIT_AS: maxMemory, syscall.RLIMIT_CPU: maxCPU, syscall.RLIMIT_FSIZE: 0, syscall.RLIMIT_CORE: 0,
	} {
		if err := syscall.Setrlimit(kind, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
			return err
		}
	}
	return nil
}
