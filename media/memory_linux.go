package media

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// inMemory copies a file to one that has no name and no place on a disk, so that another program can
// seek in it. Its path is good in a process that is given it as its first extra file.
func inMemory(r io.Reader) (f *os.File, path string, err error) {
	fd, err := unix.MemfdCreate("media", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, "", err
	}
	f = os.NewFile(uintptr(fd), "media")
	if _, err := io.Copy(f, r); err != nil {
		_ = f.Close()
		return nil, "", err
	}
	return f, "/proc/self/fd/3", nil
}
