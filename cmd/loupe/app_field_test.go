package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// appOtherSigner: somebody in between gives out keys of their own. The app says so, hides the form and
// seals nothing to them; with the known signer back it stands again. A desk's new key under the known
// signer is told too, and isn't in the way.
func appOtherSigner(t *testing.T, _ *house, p *handset) {
	other := fieldHouse(t, &settings{})
	r, err := http.Get(other.url + "/report/keys")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	keys, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	p.line.keys.Store(keys)
	p.visit(p.base + "/report")
	p.wait(`document.querySelector("[data-panel=changed]")?.checkVisibility()`)
	p.look("another signer")
	var state struct{ Seen, Ready bool }
	p.run(`return {Seen: document.querySelector("#tell").checkVisibility(), Ready: document.querySelector("main").dataset.app === "ready"}`, &state)
	if state.Seen || state.Ready {
		t.Errorf("with another signer the form is seen: %v, and the app stands: %v", state.Seen, state.Ready)
	}
	p.line.keys.Store([]byte{})
	p.open()

	p.run(`const db = await new Promise((ok) => { const r = indexedDB.open("notes"); r.onsuccess = () => ok(r.result) });
const keys = await new Promise((ok) => { const r = db.transaction("settings").objectStore("settings").get("keys"); r.onsuccess = () => ok(r.result) });
keys.desks[0].recipient = "age1pq1older";
await new Promise((ok) => { const t = db.transaction("settings", "readwrite"); t.objectStore("settings").put(keys, "keys"); t.oncomplete = ok });
db.close()`, nil)
	p.open()
	var text string
	p.run(`return document.querySelector("main").innerText`, &text)
	if !strings.Contains(text, "The key of a desk has changed") {
		t.Error("a desk's new key is not told")
	}
}

// appSwitchedOff: a phone seals a report where there is no network, its browser is killed, and started again
// on the same profile: the report goes out by itself.
func appSwitchedOff(t *testing.T, h *house, before *handset) {
	profile, photo := t.TempDir(), testPhoto(t)
	first, kill := openChrome(t, profile)
	p := &handset{first, before.base, before.line}
	p.open()
	p.wait(`(await caches.keys()).length > 0 && !!(await navigator.serviceWorker.getRegistration("/report"))?.active`)
	p.line.cut.Store(true)
	words := p.tell("ZQSECRET words before the battery died", photo, "zqparasol.jpg")
	kill()
	second, _ := openChrome(t, profile)
	p = &handset{second, before.base, before.line}
	p.open() // still without a network
	var again string
	p.run(`return [...document.querySelectorAll("#receipt li")].map(li => li.textContent).join(" ")`, &again)
	if again != words {
		t.Errorf("started again the phone shows the words %q", again)
	}
	p.line.cut.Store(false)
	p.run(`dispatchEvent(new Event("online"))`, nil)
	p.wait(sentAll)
	p.received(h, words, "ZQSECRET words before the battery died", photo)
}
