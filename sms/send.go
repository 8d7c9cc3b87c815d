package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Answer writes replies in the body of the answer to a gateway's request, where its shape allows that.
// ok is false for shapes whose replies have to be sent (Send).
func Answer(k Kind, to string, replies []string) (contentType string, body []byte, ok bool) {
	switch k {
	case Twilio: // TwiML
		type message struct {
			Text string `xml:",chardata"`
		}
		var r struct {
			XMLName xml.Name  `xml:"Response"`
			Message []message `xml:"Message"`
		}
		for _, t := range replies {
			r.Message = append(r.Message, message{t})
		}
		body, err := xml.Marshal(r)
		return "text/xml; charset=utf-8", append([]byte(xml.Header), body...), err == nil
	case JSON:
		type message struct {
			To   string `json:"to"`
			Text string `json:"text"`
		}
		list := []message{}
		for _, t := range replies {
			list = append(list, message{to, t})
		}
		body, err := json.Marshal(map[string]any{"messages": list})
		return "application/json", body, err == nil
	}
	return "text/plain; charset=utf-8", []byte("ok"), false
}

// Outlet is how a gateway takes messages.
type Outlet struct {
	Kind   Kind
	URL    string // of the gateway's sending address; "" when it can't
	User   string // account, where the gateway wants one
	Secret string // its API key or auth token
	From   string // sender number or name; "" for the gateway's own
}

// CanSend tells whether messages can be sent without being asked.
func (o Outlet) CanSend() bool { return o.URL != "" }

var client = &http.Client{
	Timeout:       20 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Send hands one message to a gateway. An error repeats nothing of it: neither number nor words.
func Send(ctx context.Context, o Outlet, to, text string) error {
	form := url.Values{}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Accept": {"application/json"}}
	var body []byte
	switch o.Kind {
	case RapidPro:
		form = url.Values{"to": {to}, "text": {text}}
		header.Set("Authorization", "Bearer "+o.Secret)
	case AfricasTalking:
		form = url.Values{"username": {o.User}, "to": {to}, "message": {text}}
		if o.From != "" {
			form.Set("from", o.From)
		}
		header.Set("apiKey", o.Secret)
	case Twilio:
		form = url.Values{"To": {to}, "Body": {text}, "From": {o.From}}
	case JSON:
		header.Set("Content-Type", "application/json")
		header.Set("Authorization", "Bearer "+o.Secret)
		body, _ = json.Marshal(map[string]string{"to": to, "text": text})
	default:
		return errors.New("sending a message: unknown gateway")
	}
	if body == nil {
		body = []byte(form.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, o.URL, bytes.NewReader(body))
	if err != nil {
		return errors.New("sending a message: the gateway's address can't be used")
	}
	r.Header = header
	if o.Kind == Twilio {
		r.SetBasicAuth(o.User, o.Secret)
	}
	answer, err := client.Do(r)
	if err != nil {
		return errors.New("sending a message: the gateway can't be reached") // its words may hold the address
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 1<<16))
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("sending a message: the gateway answered %d", answer.StatusCode)
	}
	return nil
}

// Split cuts a text into messages of at most n characters, at spaces where it can.
func Split(text string, n int) []string {
	var out []string
	for r := []rune(strings.TrimSpace(text)); len(r) > 0; {
		cut := min(n, len(r))
		if cut < len(r) {
			for i := cut; i > cut/2; i-- {
				if r[i] == ' ' || r[i] == '\n' {
					cut = i
					break
				}
			}
		}
		out = append(out, strings.TrimSpace(string(r[:cut])))
		r = []rune(strings.TrimSpace(string(r[cut:])))
	}
	return out
}
