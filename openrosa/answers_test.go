package openrosa_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"loupe/openrosa"
)

const hostileText = `ten "words" <b>&amp; ]]> ` + "\x00\x1b" + `é`

func TestFormListSaysWhatAPhoneNeeds(t *testing.T) {
	form := []byte("<h:html/>")
	b := openrosa.FormList([]openrosa.FormEntry{
		{ID: "loupe-report", Name: hostileText, Version: "7", Hash: openrosa.Hash(form), DownloadURL: "https://x.example/openrosa/forms/1?a=1&b=2"},
		{ID: "two", Name: "Two", Version: "1", Description: "About", DownloadURL: "u", ManifestURL: "m"},
	})
	var got struct {
		XMLName xml.Name `xml:"http://openrosa.org/xforms/xformsList xforms"`
		Forms   []struct {
			ID          string  `xml:"formID"`
			Name        string  `xml:"name"`
			Version     string  `xml:"version"`
			Hash        string  `xml:"hash"`
			Description *string `xml:"descriptionText"`
			URL         string  `xml:"downloadUrl"`
			Manifest    *string `xml:"manifestUrl"`
		} `xml:"xform"`
	}
	if err := xml.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Forms) != 2 {
		t.Fatalf("got %d forms, want 2", len(got.Forms))
	}
	one, two := got.Forms[0], got.Forms[1]
	if one.ID != "loupe-report" || one.Hash != openrosa.Hash(form) || one.URL != "https://x.example/openrosa/forms/1?a=1&b=2" || one.Description != nil || one.Manifest != nil {
		t.Errorf("got %+v", one)
	}
	if two.Description == nil || *two.Description != "About" || two.Manifest == nil || *two.Manifest != "m" {
		t.Errorf("got %+v", two)
	}
	if !strings.HasPrefix(string(openrosa.FormList(nil)), "<?xml") {
		t.Error("an empty list is no document")
	}
}

func TestHashIsTheOneOfTheProtocol(t *testing.T) {
	if got, want := openrosa.Hash([]byte("abc")), "md5:900150983cd24fb0d6963f7d28e17f72"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestManifestNamesOnlyFilesOfItsFolder(t *testing.T) {
	var files []openrosa.MediaFile
	for _, name := range []string{"sites.csv", "", "../x", "a/b.png", `a\b.png`, "..", "x\x00y", "é & ü.png"} {
		files = append(files, openrosa.MediaFile{Name: name, Hash: "md5:0", DownloadURL: "https://x.example/"})
	}
	var got struct {
		XMLName xml.Name `xml:"http://openrosa.org/xforms/xformsManifest manifest"`
		Names   []string `xml:"mediaFile>filename"`
	}
	if err := xml.Unmarshal(openrosa.Manifest(files), &got); err != nil {
		t.Fatal(err)
	}
	if strings.Join(got.Names, "|") != "sites.csv|é & ü.png" {
		t.Errorf("got %q", got.Names)
	}
}

func TestResponseEscapesItsMessage(t *testing.T) {
	var got struct {
		XMLName xml.Name `xml:"http://openrosa.org/http/response OpenRosaResponse"`
		Message struct {
			Nature string `xml:"nature,attr"`
			Text   string `xml:",chardata"`
			Inner  []struct {
				XMLName xml.Name
			} `xml:",any"`
		} `xml:"message"`
	}
	if err := xml.Unmarshal(openrosa.Response(hostileText, openrosa.NatureSuccess), &got); err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer("\x00", "\ufffd", "\x1b", "\ufffd").Replace(hostileText)
	if got.Message.Text != want || got.Message.Nature != "submit_success" || got.Message.Inner != nil {
		t.Errorf("got %+v, want %q", got.Message, want)
	}
}
