package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/chromedp/chromedp"

	"loupe/demo/pictures"
	"loupe/intake"
	"loupe/models"
)

// sent is a file as a phone sends it.
type sent struct {
	name string
	body []byte
}

// tellFiles sends a report with files of given names.
func (h *house) tellFiles(t *testing.T, text string, files ...sent) models.ID {
	t.Helper()
	edge, err := h.Intake.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if err := edge.Attach(t.Context(), f.name, bytes.NewReader(f.body)); err != nil {
			t.Fatal(err)
		}
	}
	sites, err := h.records.Sites(t.Context())
	if err != nil || len(sites) == 0 {
		t.Fatal(err)
	}
	a, err := edge.Submit(t.Context(), nil, intake.Form{
		Facts:     models.Facts{Categories: []string{"KIL.1"}, Country: sites[0].Country, SiteID: sites[0].ID, Consent: models.ConsentAnonymous},
		Testimony: models.Testimony{Narrative: text, OccurredOn: "2026-03-04", Precision: models.DateDay},
	})
	if err != nil {
		t.Fatal(err)
	}
	return a.ReportID
}

// proofOf makes a ProofMode bundle of a photograph, with a key made for it.
func proofOf(t *testing.T, photo []byte) (bundle []byte, key *openpgp.Entity) {
	t.Helper()
	key, err := openpgp.NewEntity("", "", "noone@proofmode.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(photo)
	name := hex.EncodeToString(digest[:])
	told := []byte("File Path,File Hash SHA256,File Created,Location.Latitude,Location.Longitude,Location.Provider,Manufacturer,Notes,\n/DCIM/IMG_1.jpg," + name + ",2026-03-05T10:11:12.000Z,-6.2,25.9,gps,ACME,,")
	var public bytes.Buffer
	w, err := armor.Encode(&public, openpgp.PublicKeyType, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := key.Serialize(w); err != nil {
		t.Fatal(err)
	}
	w.Close()
	signed := func(body []byte) []byte {
		var s bytes.Buffer
		if err := openpgp.ArmoredDetachSign(&s, key, bytes.NewReader(body), nil); err != nil {
			t.Fatal(err)
		}
		return s.Bytes()
	}
	return zipOf(t, sent{"IMG_1.jpg", photo}, sent{name + ".asc", signed(photo)}, sent{name + ".proof.csv", told}, sent{name + ".proof.csv.asc", signed(told)}, sent{"pubkey.asc", public.Bytes()}), key
}

func zipOf(t *testing.T, files ...sent) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, f := range files {
		entry, err := archive.Create("folder/" + f.name)
		if err == nil {
			_, err = entry.Write(f.body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestWhatCameWithAFile sends what ProofMode and Tella make, and reads what a reviewer is told of it:
// that bytes are those of the proof, whose key signed them, where and when a phone says it was, and
// that nothing of it is a verdict.
func TestWhatCameWithAFile(t *testing.T) {
	h, at := demoHouse(t)
	photo, err := pictures.JPEG("pit", 7, pictures.EXIF{})
	if err != nil {
		t.Fatal(err)
	}
	bundle, key := proofOf(t, photo)
	digest := sha256.Sum256(photo)
	tella := []byte("File hash,File path,File name,Timestamp,Location latitude,Location longitude,Manufacturer\n" + hex.EncodeToString(digest[:]) + ",/vault,IMG 7.jpg,1772705472000,-6.2,25.9,ACME\n")
	signed, err := os.ReadFile("../../provenance/testdata/signed.jpg")
	if err != nil {
		t.Fatal(err)
	}
	broken, err := os.ReadFile("../../provenance/testdata/broken.jpg")
	if err != nil {
		t.Fatal(err)
	}
	apart, err := os.ReadFile("../../provenance/testdata/beside.jpg")
	if err != nil {
		t.Fatal(err)
	}
	sidecar, err := os.ReadFile("../../provenance/testdata/beside.c2pa")
	if err != nil {
		t.Fatal(err)
	}
	archive := zipOf(t, sent{"signed.jpg", signed}, sent{"beside.jpg", apart}, sent{"beside.c2pa", sidecar})
	id := h.tellFiles(t, "the photographs came from two phones", sent{"proofs.zip", bundle}, sent{"IMG 7.jpg", photo}, sent{"IMG 7.csv", tella}, sent{"credentials.jpg", signed}, sent{"altered.jpg", broken},
		sent{"apart.jpg", apart}, sent{"apart.c2pa", sidecar}, sent{"other.jpg", append(bytes.Clone(apart), 0)}, sent{"other.c2pa", sidecar}, sent{"signed.zip", archive}, sent{"lonely.c2pa", sidecar})
	reviewer := signIn(t, at, "reviewer")
	exhibit := func(name string) string {
		t.Helper()
		reviewer.get("/desk/reports/" + string(id))
		address, _ := reviewer.page.Find(".thumbs a:contains('" + name + "')").Attr("href")
		if address == "" {
			t.Fatalf("no exhibit %q on the report's page", name)
		}
		reviewer.get(address)
		return reviewer.page.Find(".origin").Text()
	}
	holds := func(name string, want ...string) {
		t.Helper()
		got := exhibit(name)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: the page doesn't say %q; it says %q", name, w, got)
			}
		}
	}
	fingerprint := strings.ToUpper(hex.EncodeToString(key.PrimaryKey.Fingerprint[:2]))
	holds("proofs.zip", "ProofMode proof", "these are the bytes that the proof speaks of", "the key "+fingerprint, "not who", "whoever made the bundle could have made the key", "-6.20000, 25.90000", " km from ", "1 day from", "Calls its owner", "None of them is a verdict")
	if strings.Contains(exhibit("proofs.zip"), "Tella export") {
		t.Error("the bundle's page shows what came beside it")
	}
	holds("IMG 7.jpg", "Tella export", "these are the bytes", "-6.20000", "carries no C2PA manifest")
	holds("IMG 7.csv", "Tella export", "IMG 7.jpg")
	holds("credentials.jpg", "carries a C2PA manifest", "doesn’t say that it holds")

	holds("apart.jpg", "apart.c2pa is the C2PA manifest of apart.jpg")
	holds("apart.c2pa", "apart.c2pa is the C2PA manifest of apart.jpg")
	holds("lonely.c2pa", "No file that its name speaks of is here")
	holds("signed.zip", "signed.jpg carries a C2PA manifest", "beside.c2pa is the C2PA manifest of beside.jpg")
	if strings.Contains(exhibit("signed.zip"), "apart.c2pa") {
		t.Error("the archive's page shows a side-car that came beside it")
	}

	if testing.Short() {
		return
	}
	b := &visit{t: t, ctx: newChrome(t).ctx, site: at}
	b.listen()
	b.signIn("reviewer@demo.example")
	const fits, changed = "these are the bytes that were signed", "assertion.dataHash.mismatch"
	for name, want := range map[string][]string{"credentials.jpg": {fits}, "altered.jpg": {changed}, "apart.jpg": {fits}, "apart.c2pa": {fits}, "other.jpg": {changed}, "signed.zip": {fits, fits}} {
		exhibit(name)
		b.do(chromedp.Navigate(at + reviewer.path))
		for i, w := range want {
			pane := fmt.Sprintf(".credentials:nth-of-type(%d)", i+1)
			b.do(chromedp.Click(pane+" button"), chromedp.WaitVisible(pane+" .notice"))
			if got := evaluate[string](b, `document.querySelector("`+pane+`").textContent`); !strings.Contains(got, w) || !strings.Contains(got, "Loupe test camera, Loupe test") {
				t.Errorf("%s: the browser says %q, not %q and the signer", name, got, w)
			}
		}
	}
	exhibit("signed.zip")
	b.pages("provenance", reviewer.path)
	exhibit("proofs.zip")
	b.pages("provenance", reviewer.path)
	exhibit("IMG 7.jpg")
	b.pages("provenance", reviewer.path)
}
