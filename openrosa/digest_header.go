package openrosa

import (
	"fmt"
	"strings"
)

// parameters reads name=value pairs between commas, a value being a token or a quoted-string (RFC
// 9110, sections 5.6 and 11.4). Names are made lower-case. One that comes twice is refused: two
// readers could take a different one.
func parameters(s string) (map[string]string, error) {
	out := map[string]string{}
	for {
		s = strings.TrimLeft(s, " \t,")
		if s == "" {
			return out, nil
		}
		n := tokenLength(s)
		name := strings.ToLower(s[:n])
		s = strings.TrimLeft(s[n:], " \t")
		after, ok := strings.CutPrefix(s, "=")
		if n == 0 || !ok {
			return nil, fmt.Errorf("%w: a parameter without a value", ErrMalformed)
		}
		value, rest, ok := parameterValue(strings.TrimLeft(after, " \t"))
		if _, twice := out[name]; twice || !ok {
			return nil, fmt.Errorf("%w: a parameter twice or broken", ErrMalformed)
		}
		out[name] = value
		if s = strings.TrimLeft(rest, " \t"); s != "" && s[0] != ',' {
			return nil, fmt.Errorf("%w: no comma between parameters", ErrMalformed)
		}
	}
}

func parameterValue(s string) (value, rest string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		n := tokenLength(s)
		return s[:n], s[n:], n > 0
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"':
			return b.String(), s[i+1:], true
		case c == '\\' && i+1 < len(s) && s[i+1] >= ' ' && s[i+1] != 0x7f:
			i++
			b.WriteByte(s[i])
		case c < ' ' && c != '\t' || c == 0x7f || c == '\\':
			return "", "", false
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

func tokenLength(s string) int {
	for i := range len(s) {
		c := s[i]
		letter := c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return i
		}
	}
	return len(s)
}
