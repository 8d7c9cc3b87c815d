package main

import (
	"crypto/md5"
	"encoding/csv"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loupe/internal/testkit"
	"loupe/models"
)

// TestCollectTakesTheFormsOfOthers puts the sample forms of Collect, JavaRosa and Central through the door
// as an admin would, and their instances as a phone would: what is a form is taken or refused with a word
// to what is wrong, and what is filled is kept, encrypted instances as they are.
func TestCollectTakesTheFormsOfOthers(t *testing.T) {
	folder := testkit.Corpus(t)
	f := fieldHouse(t, &settings{})
	admin := newBrowser(t, f.url)
	admin.post("/sign-in", form{"email": "admin@field.example", "passphrase": adminPhrase})
	taken, refused := 0, 0
	forms, _ := filepath.Glob(filepath.Join(folder, "openrosa", "*forms*", "*.xml"))
	for _, name := range forms {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		admin.get("/desk/admin/forms")
		admin.upload("/desk/admin/forms", form{"csrf": admin.csrf()}, "form", filepath.Base(name), body)
		switch {
		case admin.response.StatusCode == http.StatusOK && strings.HasPrefix(admin.path, "/desk/admin/forms/"):
			taken++
			if page := admin.path; strings.Contains(name, "central-forms") {
				admin.submit(page, "main form", form{"listed": "yes"})
				admin.expect(http.StatusOK)
			}
		case admin.response.StatusCode == http.StatusUnprocessableEntity && admin.text(".error") != "":
			refused++
		default:
			t.Errorf("%s: %d at %s", filepath.Base(name), admin.response.StatusCode, admin.path)
		}
	}
	if taken < len(forms)*8/10 {
		t.Errorf("of %d forms %d are taken and %d refused", len(forms), taken, refused)
	}

	p := &phone{t: t, url: f.url}
	p.username, p.password = makeDevice(t, f.monitor, "test phone")
	instances, _ := filepath.Glob(filepath.Join(folder, "openrosa", "central-instances", "*.xml"))
	kept := map[string]bool{}
	for _, name := range instances {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		status := p.submit(string(body))
		if status == http.StatusCreated || status == http.StatusAccepted {
			kept[filepath.Base(name)] = true
		}
		if status >= 500 || !strings.Contains(p.body, "OpenRosaResponse") || status == http.StatusBadRequest {
			t.Errorf("%s: %d %s", filepath.Base(name), status, p.body)
		}
	}
	if len(kept) < len(instances)*8/10 {
		t.Errorf("of %d instances %d are kept: %v", len(instances), len(kept), kept)
	}
	for name := range kept {
		if strings.HasPrefix(name, "encrypted") {
			return
		}
	}
	t.Error("no encrypted instance is kept")
}

// TestManySitesComeAsAFile gives a phone the gazetteer as an external list once it is long, by a manifest whose
// digest is the file's, and a form without a list to the apps that fetch no files.
func TestManySitesComeAsAFile(t *testing.T) {
	f := fieldHouse(t, &settings{})
	admin, _, err := f.records.PersonByEmail(t.Context(), "admin@field.example")
	if err != nil {
		t.Fatal(err)
	}
	var sites []models.Site
	for i := range 299 {
		sites = append(sites, models.Site{Name: fmt.Sprintf("Pit, %q %d", "north", i), Country: "CF", Region: "Haute-Kotto", Lat: 6, Lon: 21, Source: "test"})
	}
	if err := f.People.AddSites(t.Context(), admin, sites); err != nil {
		t.Fatal(err)
	}
	p := &phone{t: t, url: f.url}
	p.username, p.password = makeDevice(t, f.monitor, "test phone")
	p.do(http.MethodGet, "/openrosa/formList", "", nil)
	var list struct {
		Forms []struct {
			ID       string `xml:"formID"`
			URL      string `xml:"downloadUrl"`
			Manifest string `xml:"manifestUrl"`
		} `xml:"xform"`
	}
	if err := xml.Unmarshal([]byte(p.body), &list); err != nil || len(list.Forms) != 2 {
		t.Fatalf("%v: %s", err, p.body)
	}
	get := func(address string) string {
		t.Helper()
		u, err := url.Parse(address)
		if err != nil || p.do(http.MethodGet, u.RequestURI(), "", nil) != http.StatusOK {
			t.Fatal(address, err, p.status)
		}
		return p.body
	}
	for _, form := range list.Forms {
		if strings.Contains(get(form.URL), "Pit, ") {
			t.Errorf("%s carries the sites itself", form.ID)
		}
		if form.Manifest == "" {
			continue
		}
		if !strings.Contains(p.body, "jr://file-csv/sites.csv") {
			t.Errorf("%s doesn't name its file", form.ID)
		}
		var manifest struct {
			Files []struct {
				Name string `xml:"filename"`
				Hash string `xml:"hash"`
				URL  string `xml:"downloadUrl"`
			} `xml:"mediaFile"`
		}
		if err := xml.Unmarshal([]byte(get(form.Manifest)), &manifest); err != nil || len(manifest.Files) != 1 || manifest.Files[0].Name != "sites.csv" {
			t.Fatalf("%v: %s", err, p.body)
		}
		body := get(manifest.Files[0].URL)
		sum := md5.Sum([]byte(body))
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || len(rows) != 301 || manifest.Files[0].Hash != "md5:"+hex.EncodeToString(sum[:]) {
			t.Errorf("%v: %d rows, digest %s", err, len(rows), manifest.Files[0].Hash)
		}
		return
	}
	t.Error("no form has a manifest")
}
