//go:build !linux

package media

import (
	"errors"
	"io"
	"os"
)

func inMemory(io.Reader) (*os.File, string, error) { return nil, "", errors.ErrUnsupported }
