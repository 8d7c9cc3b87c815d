package sms

import (
	"slices"
	"strings"
)

// maxSeen is how many messages a conversation remembers, so that a gateway may deliver again.
const maxSeen = 30

// Join takes a message into a conversation's memory. repeat is true for one that came before: it is
// answered as it was, and changes nothing. whole is false while parts of it are missing.
func (st *State) Join(m Message) (text string, whole, repeat bool) {
	id := m.ID
	if m.Parts > 1 {
		id += "/" + m.Ref
	}
	if slices.Contains(st.Seen, id) {
		return "", true, true
	}
	st.Seen = append(st.Seen, id)
	st.Seen = st.Seen[max(0, len(st.Seen)-maxSeen):]
	if m.Parts <= 1 {
		return m.Text, true, false
	}
	if st.Parts == nil || len(st.Parts) > 5 { // parts that were never completed don't pile up
		st.Parts = map[string][]string{}
	}
	if len(st.Parts[m.Ref]) != m.Parts {
		st.Parts[m.Ref] = make([]string, m.Parts)
	}
	st.Parts[m.Ref][m.Part-1] = m.Text
	if slices.Contains(st.Parts[m.Ref], "") {
		return "", false, false
	}
	text = strings.Join(st.Parts[m.Ref], "")
	delete(st.Parts, m.Ref)
	return text, true, false
}
