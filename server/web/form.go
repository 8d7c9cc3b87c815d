package web

import (
	"errors"
	"net/url"
	"slices"

	"loupe/models"
)

// Form is what a form shows again: what was typed and what is wrong with it.
type Form struct {
	Values  url.Values
	Errors  []FormError // in order, for the summary
	Problem string      // what is wrong as a whole; "" when nothing is
}

// FormError is one thing to mend.
type FormError struct{ Field, Text string }

// Form makes the form to show after err, which may be nil. It keeps everything typed.
func (p Page) Form(values url.Values, err error) Form {
	f := Form{Values: values}
	if err == nil {
		return f
	}
	e, ok := errors.AsType[*models.Error](err)
	if !ok {
		return f
	}
	f.Problem = p.problem(e)
	for _, x := range e.Fields {
		f.Errors = append(f.Errors, FormError{x.Field, p.l.TMap(x.Key, x.Args)})
	}
	return f
}

// Refusal says why a deed was refused, for a list of results.
func (p Page) Refusal(err error) string {
	if e, ok := errors.AsType[*models.Error](err); ok {
		if len(e.Fields) > 0 {
			return p.l.TMap(e.Fields[0].Key, e.Fields[0].Args)
		}
		return p.problem(e)
	}
	return p.T("error.internal")
}

func (p Page) problem(e *models.Error) string {
	key := e.Key
	if key == "" {
		key = "error." + string(e.Kind)
	}
	return p.l.TMap(key, e.Args)
}

// Mendable tells whether a deed's error can be shown in its form. Others are for the error page.
func Mendable(err error) bool {
	k := models.KindOf(err)
	return k == models.Invalid || k == models.Conflict || k == models.TooLarge || k == models.TooMany || k == models.Forbidden
}

// Value gives what was typed in a field.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Checked tells whether a value was chosen.
func (f Form) Checked(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Error gives what is wrong with a field; "" when nothing is.
func (f Form) Error(name string) string {
	for _, e := range f.Errors {
		if e.Field == name {
			return e.Text
		}
	}
	return ""
}
