package press

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
)

// Bag writes a BagIt 1.0 bag (RFC 8493) as a ZIP file while it is being made: one file at a time is
// held, and digests are taken on the way. The same content gives the same bytes.
type Bag struct {
	zip     *zip.Writer
	root    string
	at      time.Time
	names   map[string]bool
	payload []line
	tags    []line
	octets  int64
}

type line struct{ name, digest string }

// NewBag begins a bag whose files stand in one folder, dated at.
func NewBag(w io.Writer, root string, at time.Time) *Bag {
	return &Bag{zip: zip.NewWriter(w), root: root, at: at.UTC(), names: map[string]bool{}}
}

// Add puts a file among the payload and gives the name that it has there. A name that is taken gets a
// number, so that nothing is lost.
func (b *Bag) Add(name string, r io.Reader) (string, error) {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for n := 2; b.names[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("%s-%d%s", stem, n, ext)
	}
	b.names[strings.ToLower(name)] = true
	size, digest, err := b.write("data/"+name, r)
	b.octets += size
	b.payload = append(b.payload, line{"data/" + name, digest})
	return name, err
}

// Close writes what makes it a bag: its declaration, what is said of it, and the manifests; then
// SHA256SUMS, which sha256sum reads.
func (b *Bag) Close(info [][2]string) error {
	var said strings.Builder
	for _, pair := range info {
		fmt.Fprintf(&said, "%s: %s\n", pair[0], oneLine(pair[1]))
	}
	fmt.Fprintf(&said, "Payload-Oxum: %d.%d\n", b.octets, len(b.payload))
	for _, tag := range []struct{ name, text string }{
		{"bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"},
		{"bag-info.txt", said.String()},
		{"manifest-sha256.txt", sums(b.payload)},
		{"SHA256SUMS", sums(b.payload)},
	} {
		_, digest, err := b.write(tag.name, strings.NewReader(tag.text))
		if err != nil {
			return err
		}
		b.tags = append(b.tags, line{tag.name, digest})
	}
	if _, _, err := b.write("tagmanifest-sha256.txt", strings.NewReader(sums(b.tags))); err != nil {
		return err
	}
	return b.zip.Close()
}

// sums is a manifest. A percent sign and line ends in names are written as RFC 8493, 2.1.3, wants.
func sums(list []line) string {
	var out bytes.Buffer
	for _, l := range list {
		fmt.Fprintf(&out, "%s  %s\n", l.digest, strings.NewReplacer("%", "%25", "\n", "%0A", "\r", "%0D").Replace(l.name))
	}
	return out.String()
}

func (b *Bag) write(name string, r io.Reader) (int64, string, error) {
	method := zip.Deflate
	if path.Ext(name) == ".jpg" || path.Ext(name) == ".png" {
		method = zip.Store
	}
	w, err := b.zip.CreateHeader(&zip.FileHeader{Name: b.root + "/" + name, Method: method, Modified: b.at})
	if err != nil {
		return 0, "", fmt.Errorf("writing a bag: %w", err)
	}
	hash := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, hash), r)
	if err != nil {
		return n, "", fmt.Errorf("writing a bag: %w", err)
	}
	return n, hex.EncodeToString(hash.Sum(nil)), nil
}
