package main

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"loupe/demo"
	"loupe/internal/testkit"
)

// signIn signs somebody of the demonstration in.
func signIn(t *testing.T, base, who string) *browser {
	t.Helper()
	b := newBrowser(t, base)
	b.post("/sign-in", form{"email": who + "@demo.example", "passphrase": demo.Passphrase})
	return b
}

// makeDevice makes a device for the signed-in monitor and gives its name and password.
func makeDevice(t *testing.T, b *browser, name string) (username, password string) {
	t.Helper()
	b.submitTo("/monitor/devices", form{"name": name}, "form[action='/monitor/devices']")
	b.expect(http.StatusOK)
	return b.text("#username"), b.text("#password")
}

func TestADevicesPasswordIsShownOnce(t *testing.T) {
	h, base := demoHouse(t)
	monitor := signIn(t, base, "monitor")
	_, password := makeDevice(t, monitor, "blue Samsung")
	if len(strings.ReplaceAll(password, "-", "")) != 26 {
		t.Errorf("the password %q isn't 26 letters", password)
	}
	if d, _ := monitor.page.Find("#code path").Attr("d"); len(d) < 1000 {
		t.Error("there is no code to scan")
	}
	monitor.get("/monitor/devices")
	if !strings.Contains(monitor.page.Text(), "blue Samsung") || strings.Contains(monitor.page.Text(), password) {
		t.Error("the list lacks the device, or shows its password again")
	}
	monitor.submit("/monitor/devices", "form[action='/monitor/devices']", form{"name": " "})
	monitor.expect(http.StatusUnprocessableEntity)

	// An admin sees every device and can revoke it; another monitor's page doesn't know of it.
	admin := signIn(t, base, "admin")
	admin.get("/desk/admin/devices")
	revoke, _ := admin.page.Find("form[action$='/revoke']").First().Attr("action")
	if !strings.Contains(admin.page.Text(), "blue Samsung") || revoke == "" {
		t.Fatal("the admin doesn't see the device")
	}
	reviewer := signIn(t, base, "reviewer")
	reviewer.get("/account")
	reviewer.do(http.MethodPost, revoke, "application/x-www-form-urlencoded", strings.NewReader(url.Values{"csrf": {reviewer.csrf()}}.Encode()))
	reviewer.expect(http.StatusNotFound)
	admin.submit("/desk/admin/devices", "form[action='"+revoke+"']", nil)
	admin.at("/desk/admin/devices")
	monitor.get("/monitor/devices")
	if !strings.Contains(monitor.page.Find("tbody").Text(), "Revoked") {
		t.Error("the device isn't revoked")
	}
	for _, d := range deeds(t, h) {
		if d == "person.device_revoke" {
			return
		}
	}
	t.Error("the revoking isn't on record")
}

// TestASettingsCodeDecodes reads the QR code of a new device as a phone's camera would, by a reader that
// isn't ours, and finds Collect's settings in it.
func TestASettingsCodeDecodes(t *testing.T) {
	_, base := demoHouse(t)
	p := newChrome(t)
	b := &visit{t: t, ctx: p.ctx, site: base}
	b.signIn("monitor@demo.example")
	b.do(chromedp.Navigate(base + "/monitor/devices"))
	p.run(`document.querySelector("form[action='/monitor/devices'] [name=name]").value = "camera"; document.querySelector("form[action='/monitor/devices'] button").click()`, nil)
	b.do(chromedp.WaitVisible("#code"))
	evaluate[bool](b, testkit.DecodeQR+"; globalThis.readCode = qrDecode.default; true")
	var got struct{ Text, User, Password string }
	p.run(`const svg = document.querySelector("#code"), side = svg.viewBox.baseVal.width, scale = 4, width = side * scale;
const data = new Uint8Array(width * width * 4).fill(255);
for (const [, x, y, n] of svg.querySelector("path").getAttribute("d").matchAll(/M(\d+) (\d+)h(\d+)/g))
	for (let dy = 0; dy < scale; dy++) for (let dx = 0; dx < n * scale; dx++) data.fill(0, ((y * scale + dy) * width + x * scale + dx) * 4, ((y * scale + dy) * width + x * scale + dx) * 4 + 3);
return {Text: readCode({width, height: width, data}), User: document.querySelector("#username").textContent, Password: document.querySelector("#password").textContent}`, &got)
	packed, err := base64.StdEncoding.DecodeString(got.Text)
	if err != nil {
		t.Fatalf("%v: %q", err, got.Text)
	}
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	var settings struct {
		General map[string]any `json:"general"`
	}
	if err := json.NewDecoder(r).Decode(&settings); err != nil {
		t.Fatal(err)
	}
	if g := settings.General; !strings.HasSuffix(fmt.Sprint(g["server_url"]), "/openrosa") || g["username"] != strings.TrimSpace(got.User) || g["password"] != strings.TrimSpace(got.Password) {
		t.Errorf("the code says %v to %+v", g, got)
	}
}
