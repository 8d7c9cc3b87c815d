package models

// RoutePlan is what a device needs to choose a desk by itself: the rules, made small for sources,
// and the keys of the desks that they can lead to. It goes out to anybody.
type RoutePlan struct {
	Desks []DeskKey   `json:"desks"`
	Rules []RouteRule `json:"rules"` // the first that matches decides; the last has no condition
	// Restricted are the acts for which the flag "restricted" is set.
	Restricted []string `json:"restricted"`
}

// DeskKey is to what reports for a desk are sealed.
type DeskKey struct {
	ID         ID     `json:"id"`
	Generation int    `json:"generation"`
	Recipient  string `json:"recipient"`
}

// RouteRule is one rule: its condition, and where it leads among desks that have a key now.
type RouteRule struct {
	Position   int        `json:"position"` // in the list of all rules, from 1; 0 when no rule decided
	When       *RouteTest `json:"when"`     // nil matches always
	Desk       ID         `json:"desk"`     // "" when recovery alone can open it
	Escalation ID         `json:"escalation"`
}

// RouteTest is a condition; exactly one of Any, All, Not, Const, Field, Flag and Count is set.
type RouteTest struct {
	Any     []RouteTest `json:"any,omitempty"`
	All     []RouteTest `json:"all,omitempty"`
	Not     *RouteTest  `json:"not,omitempty"`
	Const   string      `json:"const,omitempty"` // "yes" or "no": what doesn't depend on the report
	Field   string      `json:"field,omitempty"` // country, region, site_id, category, language
	In      []string    `json:"in,omitempty"`
	Negated bool        `json:"negated,omitempty"`
	Flag    string      `json:"flag,omitempty"` // urgent, restricted
	Want    bool        `json:"want,omitempty"`
	Count   string      `json:"count,omitempty"` // photos
	Op      string      `json:"op,omitempty"`
	Number  int         `json:"number,omitempty"`
}

// Signed is a text with the platform's signature (Ed25519, RFC 8032) over its purpose, a line's end
// and the text.
type Signed struct {
	Text      string
	Key       []byte // public, 32 bytes
	Signature []byte // 64 bytes
}
