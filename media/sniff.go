package media

import (
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// Kind is the sort of a file.
type Kind string

// The kinds.
const (
	Photo    Kind = "photo"
	Audio    Kind = "audio"
	Video    Kind = "video"
	Document Kind = "document"
	Other    Kind = "other"
)

// SniffLength is how many bytes of a file's beginning Sniff looks at.
const SniffLength = 3072

// Sniff tells what a file is by its first bytes, never by its name. What a browser could run (SVG,
// HTML, XML) is a document, whatever it claims to be.
func Sniff(head []byte) (mime string, kind Kind) {
	mime, _, _ = strings.Cut(mimetype.Detect(head[:min(len(head), SniffLength)]).String(), ";")
	switch {
	case mime == "image/svg+xml", strings.HasPrefix(mime, "text/"), strings.HasSuffix(mime, "xml"),
		mime == "application/pdf", strings.Contains(mime, "officedocument"), strings.Contains(mime, "opendocument"),
		slices.Contains(legacyOffice, mime), mime == "application/json":
		return mime, Document
	case strings.HasPrefix(mime, "image/"):
		return mime, Photo
	case strings.HasPrefix(mime, "audio/"):
		return mime, Audio
	case strings.HasPrefix(mime, "video/"):
		return mime, Video
	}
	return mime, Other
}

// legacyOffice are the files of Office 97 to 2003, and what holds one that the first bytes don't tell apart.
var legacyOffice = []string{"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "application/x-ole-storage"}

var inline = []string{
	"image/jpeg", "image/png", "image/gif", "image/webp",
	"audio/mpeg", "audio/ogg", "audio/wav", "audio/x-wav", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/flac", "audio/webm", "audio/amr",
	"video/mp4", "video/webm", "video/ogg", "video/3gpp", "video/quicktime",
}

// InlineSafe tells whether a type may be shown in a page of ours. Anything that can hold a script,
// and anything unknown, may only be downloaded.
func InlineSafe(mime string) bool { return slices.Contains(inline, mime) }
