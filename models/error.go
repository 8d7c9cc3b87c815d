package models

import (
	"errors"
	"fmt"
)

// ErrorKind says what sort of refusal an Error is. One table in server/web turns it into a status
// and a page; nothing else decides on status codes.
type ErrorKind string

// The kinds of refusal.
const (
	Invalid         ErrorKind = "invalid"         // the input can be mended; Fields says where
	NotFound        ErrorKind = "not_found"       // absent, or not for this person to know of
	Gone            ErrorKind = "gone"            // was here and was taken away on purpose
	Unauthenticated ErrorKind = "unauthenticated" // sign in first
	Forbidden       ErrorKind = "forbidden"       // the item may be seen, this deed is not theirs
	Conflict        ErrorKind = "conflict"        // the item has moved on, or the move isn't in the table
	TooLarge        ErrorKind = "too_large"       // over a limit that was said beforehand
	TooMany         ErrorKind = "too_many"        // come back later
	Unavailable     ErrorKind = "unavailable"     // a store or key is not there now
	Internal        ErrorKind = "internal"        // ours
)

// FieldError is one thing to mend in a form.
type FieldError struct {
	Field string // the form's field name
	Key   string // message key; says how to mend it
	Args  map[string]any
}

// Error is a refusal with a kind, a message key for the person and a cause for the log. The cause
// is never shown, and must hold no content of a report.
type Error struct {
	Kind   ErrorKind
	Key    string         // message key in the catalogs, "error.<kind>" when empty
	Args   map[string]any // values for the message; no content of a report
	Fields []FieldError
	Cause  error
}

func (e *Error) Error() string {
	s := string(e.Kind)
	if e.Key != "" {
		s += " (" + e.Key + ")"
	}
	for _, f := range e.Fields {
		s += fmt.Sprintf(" [%s: %s]", f.Field, f.Key)
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Cause }

// Refuse makes an Error of a kind with a message key.
func Refuse(kind ErrorKind, key string) *Error { return &Error{Kind: kind, Key: key} }

// RefuseFields makes an Invalid error from what is wrong in each field.
func RefuseFields(fields ...FieldError) *Error {
	return &Error{Kind: Invalid, Key: "error.invalid", Fields: fields}
}

// ErrNotFound is what every look-up answers for the absent and for what a person may not know of.
var ErrNotFound = &Error{Kind: NotFound, Key: "error.not_found"}

// KindOf gives an error's kind; anything that isn't an *Error is Internal. A nil error has none.
func KindOf(err error) ErrorKind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}
