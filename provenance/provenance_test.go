package provenance_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"

	"loupe/provenance"
)

var photo = []byte("\xff\xd8\xff\xe0 the bytes of a photograph")

func digest(b []byte) string { d := sha256.Sum256(b); return hex.EncodeToString(d[:]) }

// signer makes a key as ProofMode does: RSA or a curve, without a passphrase here.
func signer(t testing.TB) *openpgp.Entity {
	t.Helper()
	e, err := openpgp.NewEntity("phone", "", "noone@proofmode.example", &packet.Config{Algorithm: packet.PubKeyAlgoEdDSA, Time: func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func sign(t testing.TB, by *openpgp.Entity, body []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := openpgp.ArmoredDetachSign(&out, by, bytes.NewReader(body), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func publicKey(t testing.TB, of *openpgp.Entity) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := armor.Encode(&out, openpgp.PublicKeyType, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := of.Serialize(w); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return out.Bytes()
}

// proofCSV is a proof as ProofMode writes it: commas at the ends of its lines, times in two ways.
func proofCSV(of []byte, lat string) []byte {
	return []byte("File Path,File Hash SHA256,File Created,Proof Generated,Location.Latitude,Location.Longitude,Location.Provider,Location.Accuracy,Location.Time,Manufacturer,Hardware,Notes,\n" +
		"/storage/emulated/0/DCIM/photo.jpg," + digest(of) + ",2026-03-04T10:11:12.000Z,2026-03-04T10:11:20Z," + lat + ",25.9,gps,4.5,1772619072000,ACME,Phone 3,,")
}

type entry struct {
	name string
	body []byte
}

func bundle(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range entries {
		f, err := w.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(e.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func read(t testing.TB, archive []byte) provenance.Facts {
	t.Helper()
	files, _, err := provenance.Zip(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	return provenance.Read(context.Background(), files)
}

func proofMode(t testing.TB, by *openpgp.Entity, kept []byte) []byte {
	h, csv := digest(photo), proofCSV(photo, "-6.1")
	json := []byte(fmt.Sprintf(`{"File Path":"/x/photo.jpg","File Hash SHA256":%q,"File Created":"2026-03-04T10:11:12.000Z","Location.Latitude":"-6.1","Location.Longitude":"25.9"}`, h))
	ots := append([]byte("\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08"), must(hex.DecodeString(h))...)
	return bundle(t, entry{"photo.jpg", kept}, entry{h + ".asc", sign(t, by, photo)},
		entry{h + ".proof.csv", csv}, entry{h + ".proof.csv.asc", sign(t, by, csv)},
		entry{h + ".proof.json", json}, entry{h + ".proof.json.asc", sign(t, by, json)},
		entry{h + ".ots", ots}, entry{"pubkey.asc", publicKey(t, by)}, entry{"HowToVerifyProofData.txt", []byte("read me")})
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// TestProofMode holds that a bundle whose parts fit is told as fitting, each with its reason.
func TestProofMode(t *testing.T) {
	by := signer(t)
	f := read(t, proofMode(t, by, photo))
	if len(f.Proofs) != 1 || f.Cut {
		t.Fatalf("found %d proofs, cut %v; want the one of the photograph", len(f.Proofs), f.Cut)
	}
	p := f.Proofs[0]
	if p.Maker != provenance.ProofMode || !p.Same || p.Media != "photo.jpg" || p.Disagree || p.Stamp != provenance.StampFits {
		t.Errorf("the proof is %+v", p)
	}
	if len(p.Signatures) != 3 {
		t.Fatalf("found %d signatures; want those of photograph, CSV and JSON", len(p.Signatures))
	}
	for _, s := range p.Signatures {
		if s.State != provenance.SignatureFits || strings.ReplaceAll(s.Fingerprint, " ", "") != fmt.Sprintf("%X", by.PrimaryKey.Fingerprint) {
			t.Errorf("signature %+v does not fit", s)
		}
	}
	if at := p.Told.Taken; at == nil || at.Format(time.RFC3339) != "2026-03-04T10:11:12Z" || p.Told.Place == nil || p.Told.Place.Lat != -6.1 || p.Told.Located == nil {
		t.Errorf("told %+v", p.Told)
	}
	if len(f.Keys) != 1 || !strings.Contains(f.Keys[0].Name, "noone@proofmode.example") {
		t.Errorf("keys %+v", f.Keys)
	}
}

// TestChangedAfterProof holds that a photograph that isn't the one of the proof is told as such.
func TestChangedAfterProof(t *testing.T) {
	f := read(t, proofMode(t, signer(t), append([]byte("edited"), photo...)))
	p := f.Proofs[0]
	if p.Same || !p.Checked || p.Media != "photo.jpg" || p.Stamp != provenance.StampDiffers {
		t.Errorf("the proof is %+v; want a digest that differs", p)
	}
	states := map[string]provenance.SignatureState{}
	for _, s := range p.Signatures {
		states[s.Of] = s.State
	}
	if states["photo.jpg"] != provenance.SignatureDiffers || states[digest(photo)+".proof.csv"] != provenance.SignatureFits {
		t.Errorf("signatures are %v; want the photograph's alone to differ", states)
	}
}

// TestSignatureOfAnotherKey holds that a signature is not taken for the key that happens to be there.
func TestSignatureOfAnotherKey(t *testing.T) {
	one, other := signer(t), signer(t)
	f := read(t, bundle(t, entry{"a.jpg", photo}, entry{"a.jpg.asc", sign(t, one, photo)}, entry{"pubkey.asc", publicKey(t, other)}, entry{"gone.jpg.asc", sign(t, one, photo)}, entry{"bad.asc", []byte("-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n")}))
	states := map[string]provenance.SignatureState{}
	for _, p := range f.Proofs {
		for _, s := range p.Signatures {
			states[s.File] = s.State
		}
	}
	if states["a.jpg.asc"] != provenance.SignatureNoKey || states["gone.jpg.asc"] != provenance.SignatureNoFile {
		t.Errorf("states are %v", states)
	}
}

// TestTella holds that a Tella export is found beside a photograph, as files of one report.
func TestTella(t *testing.T) {
	csv := []byte("File hash,File path,File name,Cells,WiFis,Timestamp,Location accuracy,Location latitude,Location longitude,Location timestamp,Manufacturer,Hardware\n" +
		digest(photo) + ",/vault,IMG 7.jpg,lte 1,,1772619072000,12.0,-6.1,25.9,1772619070000,ACME,Phone 3\n")
	open := func(b []byte) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
	}
	files := []provenance.File{
		{Name: "IMG 7.jpg", Size: int64(len(photo)), SHA256: digest(photo), ID: "e1", Open: open(photo)},
		{Name: "IMG 7.csv", Size: int64(len(csv)), ID: "e2", Open: open(csv)},
		{Name: "other.jpg", Size: 3, SHA256: digest([]byte("abc")), ID: "e3"},
	}
	f := provenance.Read(context.Background(), files)
	p := f.Of("e1", "IMG 7.jpg").Proofs
	if len(p) != 1 || p[0].Maker != provenance.Tella || !p[0].Same || p[0].MediaID != "e1" || p[0].Told.Taken == nil || p[0].Told.Place == nil {
		t.Fatalf("the photograph's proofs are %+v", p)
	}
	if got := f.Of("e2", "IMG 7.csv").Proofs; len(got) != 1 {
		t.Errorf("the CSV's own page shows %d proofs", len(got))
	}
	if got := f.Of("e3", "other.jpg"); got.Any() {
		t.Errorf("another photograph shows %+v", got)
	}
}

// TestHostileArchives reads archives that were made to hurt; each costs an answer, never the process.
func TestHostileArchives(t *testing.T) {
	bomb := bundle(t, entry{"zero.csv", make([]byte, 900<<10)}, entry{"zero.jpg", make([]byte, 30<<20)})
	files, cut, err := provenance.Zip(bytes.NewReader(bomb), int64(len(bomb)))
	if err != nil || !cut || len(files) != 1 {
		t.Errorf("a bomb gave %d files, cut %v, %v; want it left out and told", len(files), cut, err)
	}
	provenance.Read(context.Background(), files)
	corpus := os.Getenv("LOUPE_TEST_CORPUS")
	if corpus == "" {
		t.Log("LOUPE_TEST_CORPUS is not set: hostile archives of others are not read")
		return
	}
	for _, pattern := range []string{"hostile/fuzz/zip/*", "hostile/polyglot/*", "hostile/truncated/*", "hostile/fuzz/*/*"} {
		names, _ := filepath.Glob(filepath.Join(corpus, pattern))
		for _, name := range names {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			r := bytes.NewReader(body)
			provenance.HasManifest(r, r.Size())
			if files, _, err := provenance.Zip(r, r.Size()); err == nil {
				provenance.Read(context.Background(), files)
			}
		}
	}
}

func FuzzBundle(f *testing.F) {
	f.Add(proofMode(f, signer(f), photo))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, body []byte) {
		r := bytes.NewReader(body)
		provenance.HasManifest(r, r.Size())
		if files, _, err := provenance.Zip(r, r.Size()); err == nil {
			provenance.Read(context.Background(), files)
		}
	})
}

func FuzzSidecars(f *testing.F) {
	by := signer(f)
	f.Add(proofCSV(photo, "-6.1"), sign(f, by, photo), publicKey(f, by))
	f.Add([]byte(`{"File Hash SHA256":"00"}`), []byte("-----BEGIN PGP SIGNATURE-----\n"), []byte(""))
	f.Fuzz(func(t *testing.T, told, signature, key []byte) {
		files := []provenance.File{{Name: "photo.jpg", Size: int64(len(photo)), SHA256: digest(photo), ID: "1", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(photo)), nil }}}
		for name, body := range map[string][]byte{"p.proof.csv": told, "photo.jpg.asc": signature, "pubkey.asc": key} {
			files = append(files, provenance.File{Name: name, Size: int64(len(body)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }})
		}
		provenance.Read(context.Background(), files)
	})
}

// TestManifest holds that a C2PA manifest is seen in the kinds of files that carry one.
func TestManifest(t *testing.T) {
	signed, err := os.ReadFile("testdata/signed.jpg")
	if err != nil {
		t.Fatal(err)
	}
	box := append([]byte("\x00\x00\x00\x00jumb\x00\x00\x00\x00jumd"), []byte("c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71")...)
	for name, want := range map[string]struct {
		body []byte
		has  bool
	}{
		"jpeg": {signed, true}, "jpeg without": {photo, false}, "side-car": {box, true}, "nothing": {nil, false},
		"png":          {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x01tEXtxCRC0\x00\x00\x00\x02caBXxxCRC0"), true},
		"png without":  {[]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x01tEXtxCRC0\x00\x00\x00\x00IENDCRC0"), false},
		"webp":         {[]byte("RIFF\x00\x00\x00\x00WEBPVP8 \x03\x00\x00\x00abc\x00C2PA\x01\x00\x00\x00x\x00"), true},
		"mp4":          {[]byte("\x00\x00\x00\x10ftypisom\x00\x00\x00\x00\x00\x00\x00\x18uuid\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"), true},
		"mp4 without":  {[]byte("\x00\x00\x00\x10ftypisom\x00\x00\x00\x00\x00\x00\x00\x10mdatxxxxxxxx"), false},
		"tiff":         {append([]byte("II*\x00\x08\x00\x00\x00xxxx"), box...), true},
		"mp3, far in":  {append(append([]byte("ID3\x04\x00\x00\x00\x00\x00\x00xx"), make([]byte, 64<<10-20)...), box...), true},
		"tiff without": {append([]byte("II*\x00\x08\x00\x00\x00"), make([]byte, 200<<10)...), false},
		"mp4 backward": {[]byte("\x00\x00\x00\x10ftypisom\x00\x00\x00\x00\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x00"), false},
	} {
		if got := provenance.HasManifest(bytes.NewReader(want.body), int64(len(want.body))); got != want.has {
			t.Errorf("%s: has a manifest %v, want %v", name, got, want.has)
		}
	}
}
