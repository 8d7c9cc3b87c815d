package seal

import (
	"errors"
	"io"
	"strings"

	"filippo.io/age"
)

// ErrRecipient is given for what is no age recipient.
var ErrRecipient = errors.New("not an age recipient")

// Export seals a stream for somebody outside, who opens it with any age program: there is no label in
// it. recipient is "age1…", classic or hybrid. The caller closes the writer to finish.
func Export(w io.Writer, recipient string) (io.WriteCloser, error) {
	recipient = strings.TrimSpace(recipient)
	if recipient == "" || len(recipient) > 4096 || strings.ContainsAny(recipient, " \r\n") {
		return nil, ErrRecipient
	}
	list, err := age.ParseRecipients(strings.NewReader(recipient))
	if err != nil || len(list) != 1 {
		return nil, ErrRecipient
	}
	return age.Encrypt(w, list...)
}
