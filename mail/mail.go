// Package mail sends letters that say that something waits, and nothing else.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Sender sends mail through one server. It is safe for many goroutines.
type Sender struct {
	client *gomail.Client
	from   string
}

// Open reads "smtp://user:password@host:port?from=…&tls=…". TLS is "start" (STARTTLS, required; the
// default), "direct" (from the first byte) or "off", which is for a server on the same machine.
// Without a port it is 587, or 465 for direct TLS. The address may hold a secret, so errors don't
// repeat it.
func Open(address string) (*Sender, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" || u.Hostname() == "" || u.Query().Get("from") == "" {
		return nil, errors.New("the mail server's address is not smtp://user:password@host:port?from=address")
	}
	options := []gomail.Option{gomail.WithTimeout(20 * time.Second)}
	port := 587
	switch u.Query().Get("tls") {
	case "", "start":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "direct":
		port = 465
		options = append(options, gomail.WithSSL())
	case "off":
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, errors.New("the mail server's tls is start, direct or off")
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil {
			return nil, errors.New("the mail server's port is not a number")
		}
	}
	options = append(options, gomail.WithPort(port))
	if u.User != nil {
		password, _ := u.User.Password()
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	client, err := gomail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, errors.New("the mail server's address can't be used")
	}
	return &Sender{client, u.Query().Get("from")}, nil
}

// Send sends a letter in plain text to one person.
func (s *Sender) Send(ctx context.Context, to, subject, text string) error {
	return s.SendList(ctx, to, subject, text, "")
}

// SendList is Send for a letter that its reader asked to get again: stop is an address that ends it with
// one click (RFC 8058), "" for none.
func (s *Sender) SendList(ctx context.Context, to, subject, text, stop string) error {
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := m.From(s.from); err != nil {
		return fmt.Errorf("the mail's sender: %w", err)
	}
	if err := m.To(to); err != nil {
		return errors.New("a person's address can't be written to")
	}
	m.Subject(subject)
	m.SetMessageID()
	m.SetDate()
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834
	if stop != "" {
		m.SetGenHeader("List-Unsubscribe", "<"+stop+">")
		m.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(gomail.TypeTextPlain, text)
	if err := s.client.DialAndSendWithContext(ctx, m); err != nil {
		return errors.New("the mail server refused a letter") // its words may hold the address
	}
	return nil
}
