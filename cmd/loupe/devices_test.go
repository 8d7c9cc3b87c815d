package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"loupe/demo"
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
