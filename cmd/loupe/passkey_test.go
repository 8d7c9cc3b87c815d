package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"loupe/demo"
	"loupe/models"
)

// overheard keeps every address and every log line that a test makes.
type overheard struct {
	mu sync.Mutex
	bytes.Buffer
}

func (o *overheard) add(s string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.WriteString(s + "\n")
}

// TestPasskeys makes a passkey in a browser, signs in with it alone, and uses it as the second step; a
// passkey without the PRF is a second step only. What it answered stands in no address.
func TestPasskeys(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	site := "http://localhost:" + port
	s := settings{Data: t.TempDir(), Listen: "127.0.0.1:0", URL: site}
	h := openDemo(t, &s, false)
	defer h.close()
	heard := &overheard{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		heard.add(r.URL.String())
		h.handler.ServeHTTP(w, r)
	}))
	server.Listener.Close()
	server.Listener = listener
	server.Start()
	defer server.Close()

	p := newChrome(t)
	authenticator := func(prf bool) (remove func()) {
		t.Helper()
		var made webauthn.AddVirtualAuthenticatorResult
		_, err := chromedp.Run(p.ctx, func(ctx context.Context, target *chromedp.Target) (bool, error) {
			if _, err := cdp.Call(ctx, target, webauthn.Enable, webauthn.EnableParams{}); err != nil {
				return false, err
			}
			var err error
			made, err = cdp.Call(ctx, target, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
				Protocol: "ctap2", Ctap2version: "ctap2_1", Transport: webauthn.AuthenticatorTransportInternal,
				HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, HasPrf: prf, AutomaticPresenceSimulation: true,
			}})
			return err == nil, err
		})
		if err != nil {
			t.Fatal(err)
		}
		return func() {
			_, err := chromedp.Run(p.ctx, func(ctx context.Context, target *chromedp.Target) (bool, error) {
				_, err := cdp.Call(ctx, target, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams(made))
				return err == nil, err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	until := func(what, condition string) {
		t.Helper()
		for range 200 {
			var is bool
			if p.attempt("return "+condition, &is) == nil && is {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		var page string
		_ = p.attempt("return location.pathname + ' ' + document.querySelector('main').innerText", &page)
		t.Fatalf("%s: %.600s", what, page)
	}
	passphrase := func(email string) {
		t.Helper()
		p.visit(site + "/sign-in")
		p.fill("form[action='/sign-in'] [name=email]", email)
		p.fill("form[action='/sign-in'] [name=passphrase]", demo.Passphrase)
		p.click("form[action='/sign-in'] button")
	}
	out := func() { p.click("form[action='/sign-out'] button"); until("signing out", "location.pathname === '/'") }
	add := func(name string) {
		t.Helper()
		p.visit(site + "/account")
		p.click("form[action='/account/passkeys'] button")
		until("asking for a passkey", "document.querySelector('form[data-options]')?.hidden === false")
		p.fill("form[data-options] [name=name]", name)
		p.click("form[data-options] button")
		until("making a passkey", "location.pathname === '/account' && document.querySelector('#passkeys').innerText.includes('"+name+"')")
	}

	remove := authenticator(true)
	passphrase("reviewer@demo.example")
	until("signing in", "location.pathname === '/desk'")
	add("blue key")
	who, _, err := h.records.PersonByEmail(t.Context(), "reviewer@demo.example")
	if err != nil || !who.HasSecond {
		t.Fatal(who.HasSecond, err)
	}
	list, err := h.records.Passkeys(t.Context(), who.ID)
	if err != nil || len(list) != 1 || !list[0].OpensKey() {
		t.Fatalf("kept are %d passkeys, %v; want one that opens the key", len(list), err)
	}
	out()
	// Alone: it opens the key, and what the desk holds opens with it.
	p.visit(site + "/sign-in")
	until("offering passkeys", "document.querySelector('form[data-passkey]')?.hidden === false")
	p.click("form[data-passkey] button")
	until("signing in with a passkey alone", "location.pathname === '/desk'")
	until("opening what the desk holds", "[...document.querySelectorAll('.queue p[lang]')].some((e) => e.innerText.length > 20)")
	out()
	// As the second step.
	passphrase("reviewer@demo.example")
	until("asking for the second step", "document.querySelector('form[data-passkey]')?.hidden === false && !document.querySelector('[name=passphrase]')")
	var typed bool
	if err := p.attempt("return !!document.querySelector('[name=code]')", &typed); err != nil || typed {
		t.Error("a code is asked for where there is none")
	}
	p.click("form[data-passkey] button")
	until("the second step", "location.pathname === '/desk'")
	remove()
	// An authenticator that has no PRF, and a person who has none of the first.
	out()
	remove = authenticator(false)
	passphrase("reviewer2@demo.example")
	until("signing in", "location.pathname === '/desk'")
	add("old key")
	out()
	p.visit(site + "/sign-in")
	until("offering passkeys", "document.querySelector('form[data-passkey]')?.hidden === false")
	p.click("form[data-passkey] button")
	until("being told that it can't open the key", "document.querySelector('.summary')?.innerText.includes('can’t open your key')")
	passphrase("reviewer2@demo.example")
	until("asking for the second step", "document.querySelector('form[data-passkey]')?.hidden === false && !document.querySelector('[name=passphrase]')")
	p.click("form[data-passkey] button")
	until("the second step", "location.pathname === '/desk'")
	p.visit(site + "/account")
	// Some time later a grave deed asks who it is: the passkey, which has no PRF, says it.
	old, _, err := h.records.PersonByEmail(t.Context(), "reviewer2@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := h.records.Sessions(t.Context(), old.ID, time.Now())
	if err != nil || len(sessions) == 0 {
		t.Fatal(len(sessions), err)
	}
	for _, s := range sessions {
		ev := models.Custody{ItemKind: models.ItemPerson, ItemID: old.ID, Deed: models.DeedProve, ActorID: old.ID, At: time.Now()}
		if err := h.records.ProveSession(t.Context(), s.ID, time.Now().Add(-time.Hour), ev); err != nil {
			t.Fatal(err)
		}
	}
	p.click("#passkeys form[action$='/remove'] button")
	until("being asked who it is", "document.querySelector('[name=prove]') && document.querySelector('form[data-passkey]')?.hidden === false")
	p.click("form[data-passkey] button")
	until("removing it", "!document.querySelector('#passkeys').innerText.includes('old key')")
	remove()

	all := heard.String()
	for _, word := range []string{"prf", "credential", "challenge"} {
		if strings.Contains(strings.ToLower(all), word) {
			t.Errorf("an address holds %q", word)
		}
	}
	var deeds int
	for _, d := range deedsOn(t, h, who.ID) {
		if d == models.DeedPasskey {
			deeds++
		}
	}
	if deeds != 1 {
		t.Errorf("on record are %d deeds on passkeys, want 1", deeds)
	}
}

// attempt runs a script on a page that may just be going.
func (p *chrome) attempt(script string, out any) error {
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`(async () => { `+script+` })().then(v => JSON.stringify(v === undefined ? null : v))`, chromedp.EvalAwaitPromise))
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), out)
}

// fill types into a field.
func (p *chrome) fill(selector, value string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.SendKeys(selector, value)); err != nil {
		p.t.Fatalf("filling %s: %v", selector, err)
	}
}

func (p *chrome) click(selector string) {
	p.t.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Click(selector)); err != nil {
		p.t.Fatalf("clicking %s: %v", selector, err)
	}
}
