//go:build !linux

package paper

import "runtime/debug"

// bound asks for what can be had where the system's limits aren't known; time is held by whoever
// started the process.
func bound() error {
	debug.SetMemoryLimit(maxMemory / 4)
	return nil
}
