package openrosa

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"strings"
)

// FormEntry is one form of the list that a phone can fetch.
type FormEntry struct {
	ID          string
	Name        string // shown on the phone
	Version     string
	Hash        string // Hash of the very bytes that DownloadURL gives
	Description string // "" leaves it out, as a list without verbose does
	DownloadURL string
	ManifestURL string // "" when the form has no media
}

// MediaFile is a file that a form shows.
type MediaFile struct {
	Name        string
	Hash        string
	DownloadURL string
}

// Natures of a Response.
const (
	NatureSuccess = "submit_success"
	NatureError   = "error"
)

// Hash gives the digest of a file as form lists and manifests state it (OpenRosa 1.0 form list). It is
// MD5 because the protocol names no other: it tells a phone that a file has changed and protects nothing.
func Hash(b []byte) string {
	sum := md5.Sum(b)
	return "md5:" + hex.EncodeToString(sum[:])
}

// FormList writes the answer of GET formList (OpenRosa 1.0 form list API).
func FormList(entries []FormEntry) []byte {
	var b bytes.Buffer
	b.WriteString(head + `<xforms xmlns="http://openrosa.org/xforms/xformsList">` + "\n")
	for _, e := range entries {
		b.WriteString("<xform>")
		element(&b, "formID", e.ID)
		element(&b, "name", e.Name)
		element(&b, "version", e.Version)
		element(&b, "hash", e.Hash)
		if e.Description != "" {
			element(&b, "descriptionText", e.Description)
		}
		element(&b, "downloadUrl", e.DownloadURL)
		if e.ManifestURL != "" {
			element(&b, "manifestUrl", e.ManifestURL)
		}
		b.WriteString("</xform>\n")
	}
	b.WriteString("</xforms>\n")
	return b.Bytes()
}

// Manifest writes the list of a form's media files (OpenRosa 1.0 form list API). A name that could
// leave the form's folder on the phone is left out: an app that meets one refuses the whole form.
func Manifest(files []MediaFile) []byte {
	var b bytes.Buffer
	b.WriteString(head + `<manifest xmlns="http://openrosa.org/xforms/xformsManifest">` + "\n")
	for _, f := range files {
		if f.Name == "" || strings.ContainsAny(f.Name, "/\\\x00") || strings.Contains(f.Name, "..") {
			continue
		}
		b.WriteString("<mediaFile>")
		element(&b, "filename", f.Name)
		element(&b, "hash", f.Hash)
		element(&b, "downloadUrl", f.DownloadURL)
		b.WriteString("</mediaFile>\n")
	}
	b.WriteString("</manifest>\n")
	return b.Bytes()
}

// Response writes the body of an answer to a submission (OpenRosa 1.0 form submission API). The
// phone shows the message to the person; a success without this body counts as a failure.
func Response(message, nature string) []byte {
	var b bytes.Buffer
	b.WriteString(head + `<OpenRosaResponse xmlns="http://openrosa.org/http/response">`)
	b.WriteString(`<message nature="` + esc(nature) + `">` + esc(message) + `</message>`)
	b.WriteString("</OpenRosaResponse>\n")
	return b.Bytes()
}

const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func element(b *bytes.Buffer, name, text string) {
	b.WriteString("<" + name + ">" + esc(text) + "</" + name + ">")
}
