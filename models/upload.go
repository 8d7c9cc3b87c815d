package models

import "time"

// UploadLife is how long an upload waits for its next byte, or for its report, before it is swept.
const UploadLife = 7 * 24 * time.Hour

// Upload is an exhibit's ciphertext on its way from a device that sealed it.
type Upload struct {
	ID        string // hash of the token in its address
	ExhibitID ID
	ReportID  ID
	Kind      ExhibitKind
	Size      int64 // of the ciphertext when it is whole
	Offset    int64 // durable bytes
	Parts     int   // durable parts
	Digest    []byte
	TouchedAt time.Time
}

// Whole tells whether every byte is here.
func (u Upload) Whole() bool { return u.Offset == u.Size }

// Expires says when it is swept if nothing comes.
func (u Upload) Expires() time.Time { return u.TouchedAt.Add(UploadLife) }
