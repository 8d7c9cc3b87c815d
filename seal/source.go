package seal

import (
	"errors"
	"io"
)

// An opened stream fails for one of two reasons that its reader must tell apart: the place that it
// is read from failed (a store is away, a request was cancelled), or the bytes aren't what was
// sealed. Only the second speaks about the evidence. source remembers the first.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// opened gives a source's own error as it is, and ErrCannotOpen for any other.
type opened struct {
	plain io.Reader
	from  *source
}

func (o *opened) Read(p []byte) (int, error) {
	n, err := o.plain.Read(p)
	return n, blame(err, o.from.err)
}

// sourceError marks what came from the place that is read, on its way through age, which keeps
// the errors that it is given.
type sourceError struct{ error }

func (e sourceError) Unwrap() error { return e.error }

// sourceAt marks the errors of ranged reads one by one: many may go on at once, so there is no
// common place to remember them.
type sourceAt struct{ r io.ReaderAt }

func (s sourceAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := s.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) {
		err = sourceError{err}
	}
	return n, err
}

type openedAt struct{ plain io.ReaderAt }

func (o openedAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := o.plain.ReadAt(p, off)
	return n, blameAt(err)
}

func blameAt(err error) error {
	if marked, ok := errors.AsType[sourceError](err); ok {
		return blame(err, marked.error)
	}
	return blame(err, nil)
}

func blame(err, ofSource error) error {
	switch {
	case err == nil || err == io.EOF:
		return err
	case ofSource != nil:
		return ofSource
	}
	return ErrCannotOpen
}
