package media

import (
	"bytes"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
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

// BoundFrom is Bound with so much memory more than this process has reserved by now, which for a program
// in Go is mostly never used, and differs from machine to machine by more than the work itself takes.
func BoundFrom(more, seconds uint64) error {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return fmt.Errorf("reading what is reserved: %w", err)
	}
	pages, _, _ := bytes.Cut(statm, []byte(" "))
	reserved, err := strconv.ParseUint(string(pages), 10, 64)
	if err != nil {
		return fmt.Errorf("reading what is reserved: %w", err)
	}
	if err := Bound(reserved*uint64(os.Getpagesize())+more, seconds); err != nil {
		return err
	}
	debug.SetMemoryLimit(int64(more / 2))
	return nil
}
