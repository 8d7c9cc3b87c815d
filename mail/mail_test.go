package mail_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"

	"loupe/mail"
)

// server is a real SMTP server that keeps what it is given.
type server struct {
	mu      sync.Mutex
	to      []string
	letters []string
	refuse  bool
}

func (s *server) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{s}, nil }

type session struct{ *server }

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Reset()                               {}
func (s *session) Logout() error                        { return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refuse {
		return errors.New("no such person " + to)
	}
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.letters = append(s.letters, string(b))
	return err
}

func start(t *testing.T) (*server, string) {
	t.Helper()
	s := &server{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	post := smtp.NewServer(s)
	post.Domain = "localhost"
	go func() { _ = post.Serve(l) }()
	t.Cleanup(func() { _ = post.Close() })
	return s, l.Addr().String()
}

func TestSend(t *testing.T) {
	s, address := start(t)
	m, err := mail.Open("smtp://" + address + "?from=loupe@x.example&tls=off")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Send(t.Context(), "rita@x.example", "Something waits", "Look at https://loupe.example/desk/notices"); err != nil {
		t.Fatal(err)
	}
	if len(s.letters) != 1 || s.to[0] != "rita@x.example" || !strings.Contains(s.letters[0], "/desk/notices") || !strings.Contains(s.letters[0], "Auto-Submitted: auto-generated") {
		t.Errorf("got %q for %q", s.letters, s.to)
	}
	s.refuse = true
	if err := m.Send(t.Context(), "gone@x.example", "x", "y"); err == nil || strings.Contains(err.Error(), "gone@") {
		t.Errorf("a refused letter gives %v; want an error without the address", err)
	}
}

// TestTLSIsNotDropped: where TLS is wanted and the server has none, nothing is sent.
func TestTLSIsNotDropped(t *testing.T) {
	s, address := start(t)
	m, err := mail.Open("smtp://u:p@" + address + "?from=loupe@x.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Send(t.Context(), "rita@x.example", "x", "y"); err == nil || len(s.letters) > 0 {
		t.Error("a letter went without TLS")
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, bad := range []string{"", "http://x", "smtp://secret:hunter@host", "smtp://host?from=a@b&tls=perhaps", "smtp://:587?from=a@b"} {
		if _, err := mail.Open(bad); err == nil || bytes.Contains([]byte(err.Error()), []byte("hunter")) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
