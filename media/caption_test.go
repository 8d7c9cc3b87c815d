package media_test

import (
	"bytes"
	"encoding/json"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bep/imagemeta"

	"loupe/media"
)

// TestCreditIsAllThatAPictureSays writes a caption into a clean copy and reads it back as newsrooms
// do: with exiftool where it is installed, else with our own reader. Nothing else is said.
func TestCreditIsAllThatAPictureSays(t *testing.T) {
	b := sample(t)
	clean, err := media.New(media.DefaultLimits()).Redact(t.Context(), bytes.NewReader(b), int64(len(b)), nil, nil, 800)
	if err != nil {
		t.Fatal(err)
	}
	c := media.Credit{Title: "LP-2026-0001", Caption: "Une barrière, à l'entrée <du site> & plus", Credit: "Kasoria Mine Watch", License: "CC BY 4.0"}
	out, err := media.WithCredit(clean.JPEG, c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := jpeg.Decode(bytes.NewReader(out)); err != nil {
		t.Fatalf("the picture doesn't open any more: %v", err)
	}
	got := map[string]string{}
	_, err = imagemeta.Decode(imagemeta.Options{R: bytes.NewReader(out), ImageFormat: imagemeta.JPEG, Sources: imagemeta.IPTC | imagemeta.XMP | imagemeta.EXIF, HandleTag: func(tag imagemeta.TagInfo) error {
		if s, ok := tag.Value.(string); ok {
			got[tag.Tag] = s
		}
		return nil
	}})
	if err != nil {
		t.Error(err)
	}
	if got["Caption-Abstract"]+got["Caption/Abstract"]+got["CaptionAbstract"] == "" && got["Description"] == "" {
		t.Errorf("our reader finds no caption: %v", got)
	}
	tool, err := exec.LookPath("exiftool")
	if err != nil {
		t.Log("exiftool isn't installed: read back with our own reader alone")
		return
	}
	file := filepath.Join(t.TempDir(), "picture.jpg")
	if err := os.WriteFile(file, out, 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command(tool, "-json", "-G1", "-struct", "-charset", "iptc=utf8", file).Output()
	if err != nil {
		t.Fatal(err)
	}
	var read []map[string]any
	if err := json.Unmarshal(said, &read); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"IPTC:Caption-Abstract": c.Caption, "IPTC:Credit": c.Credit, "IPTC:CopyrightNotice": c.License, "IPTC:ObjectName": c.Title,
		"XMP-dc:Description": c.Caption, "XMP-photoshop:Credit": c.Credit, "XMP-dc:Rights": c.License, "XMP-xmpRights:UsageTerms": c.License, "XMP-dc:Title": c.Title,
	}
	for name, value := range read[0] {
		group, _, _ := strings.Cut(name, ":")
		switch {
		case want[name] != "":
			if value != want[name] {
				t.Errorf("%s is %q, want %q", name, value, want[name])
			}
			delete(want, name)
		case name == "ExifTool:Warning":
			t.Errorf("exiftool warns: %v", value)
		case strings.HasPrefix(group, "XMP") && name != "XMP-x:XMPToolkit" || group == "IPTC" && name != "IPTC:CodedCharacterSet" && name != "IPTC:ApplicationRecordVersion" || group == "ExifIFD" || group == "IFD0" || group == "GPS":
			t.Errorf("the picture also says %s: %v", name, value)
		}
	}
	for name := range want {
		t.Errorf("exiftool finds no %s", name)
	}
}

func FuzzWithCredit(f *testing.F) {
	f.Add([]byte{0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF}, "a")
	f.Fuzz(func(t *testing.T, b []byte, caption string) {
		if len(caption) > 2000 {
			return
		}
		out, err := media.WithCredit(b, media.Credit{Caption: caption, Credit: caption, License: caption})
		if err == nil && len(out) <= len(b) {
			t.Error("nothing was written")
		}
	})
}
