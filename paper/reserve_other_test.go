//go:build !linux

package paper_test

func reserve(int) {}
