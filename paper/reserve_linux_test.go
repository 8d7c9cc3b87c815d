package paper_test

import "syscall"

// reserve takes address space and uses none of it.
func reserve(n int) {
	if _, err := syscall.Mmap(-1, 0, n, syscall.PROT_NONE, syscall.MAP_ANON|syscall.MAP_PRIVATE|syscall.MAP_NORESERVE); err != nil {
		panic(err)
	}
}
