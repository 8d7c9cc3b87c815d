// Package openrosa speaks with the survey apps that are on monitors' phones already: ODK Collect,
// KoboCollect, Tella, Enketo. It makes forms and answers, and reads submissions into facts and a
// testimony. It is bytes in and bytes out: no request, no database, no clock of its own.
//
// The words of the protocol are those of OpenRosa 1.0 (form list, form submission, metadata) and of
// the ODK XForms specification; digest sign-in is RFC 7616. What phones send is hostile until it is
// read: XML is taken token by token within limits, without document types or entities, and an error
// never repeats a word of what came.
package openrosa

import "errors"

// What reading can end in. An error of this package that isn't one of these is the reader's own (a
// cut line), and none carries content of a submission.
var (
	// ErrMalformed is for bytes that aren't the XML or header that they should be.
	ErrMalformed = errors.New("openrosa: malformed")
	// ErrTooLarge is for what goes over a limit of size, depth or number.
	ErrTooLarge = errors.New("openrosa: too large")
	// ErrNoInstance is for a submission without an instanceID, by which repeats are known
	// (OpenRosa metadata schema).
	ErrNoInstance = errors.New("openrosa: no instance id")
)

// Namespaces of the formats.
const (
	nsXForms   = "http://www.w3.org/2002/xforms"
	nsOpenRosa = "http://openrosa.org/xforms"
	// The encryption part of the ODK XForms specification names the first; Collect writes the second.
	nsSubmissions = "http://opendatakit.org/submissions"
	nsEncrypted   = "http://www.opendatakit.org/xforms/encrypted"
)
