package routing

import (
	"fmt"
	"strings"
)

// SyntaxError says where a text of rules can't be read, in data that a page can translate.
type SyntaxError struct {
	Line, Column int      // from 1; columns count characters
	Key          string   // message key, "routing.error.…"
	Near         string   // what stands there; "" at the end of the line
	Expected     []string // words and signs of the language that could stand there
}

func (e *SyntaxError) Error() string {
	s := fmt.Sprintf("line %d, column %d: %s near %q", e.Line, e.Column, e.Key, e.Near)
	if len(e.Expected) > 0 {
		s += ", expected " + strings.Join(e.Expected, ", ")
	}
	return s
}

// Problem turns the error into the form that Check gives.
func (e *SyntaxError) Problem() Problem {
	return Problem{Line: e.Line, Column: e.Column, Key: e.Key, Near: e.Near, Expected: e.Expected}
}

// SyntaxErrors are the errors of a text, one a line at most and MaxErrors in all.
type SyntaxErrors []*SyntaxError

func (es SyntaxErrors) Error() string {
	var lines []string
	for _, e := range es {
		lines = append(lines, e.Error())
	}
	return strings.Join(lines, "; ")
}
