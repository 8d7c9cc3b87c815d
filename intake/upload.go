package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
	"time"

	"loupe/models"
	"loupe/seal"
)

// UploadRecords is what uploads ask of the store.
type UploadRecords interface {
	NewUpload(ctx context.Context, u models.Upload) error
	Upload(ctx context.Context, id string) (models.Upload, error)
	LockUpload(ctx context.Context, id, writer string, now, until time.Time) error
	UnlockUpload(ctx context.Context, id, writer string) error
	AddUploadPart(ctx context.Context, id, writer string, p models.Part, digest []byte, now, until time.Time) error
}

const (
	// uploadLease is for how long a writer has an upload without a new byte of theirs: what is left of
	// a cut connection lets go by itself, and so does a server that was killed.
	uploadLease = 10 * time.Second
	// uploadPatience is how long received bytes may wait to be made durable. At 2G's speed a full part
	// would take minutes, and a kill would lose them.
	uploadPatience = 3 * time.Second
)

// ErrUploadLocked says that somebody else is writing this upload.
var ErrUploadLocked = models.Refuse(models.Conflict, "report.error.busy")

// ErrUploadOffset says that a piece doesn't begin where the durable bytes end.
var ErrUploadOffset = models.Refuse(models.Conflict, "report.error.offset")

// kinds are those that a device may give.
var kinds = []models.ExhibitKind{models.Photo, models.Audio, models.Video, models.Document, models.Other}

// sealedLimit is the most that an exhibit of the largest size weighs sealed: 16 bytes for each 64 KiB,
// and the head.
func (in *Intake) sealedLimit() int64 { return in.limits.FileSize + in.limits.FileSize>>12 + 8<<10 }

// BeginUpload begins to take in an exhibit that a device sealed, size bytes of ciphertext, under ids
// that the device drew. The token is its address, known to the device alone; the store has its hash.
// Beginning the same exhibit again, before its report is accepted, starts it anew: both ids are secret
// until then, so it is the same device, which has lost the address.
func (in *Intake) BeginUpload(ctx context.Context, report, exhibit models.ID, kind models.ExhibitKind, size int64) (token string, u models.Upload, err error) {
	if !report.Valid() || !exhibit.Valid() || !slices.Contains(kinds, kind) || size <= 0 {
		return "", u, &models.Error{Kind: models.Invalid, Key: "report.error.form", Cause: errors.New("an upload's description is not in form")}
	}
	if size > in.sealedLimit() {
		return "", u, &models.Error{Kind: models.TooLarge, Key: "report.error.size", Args: map[string]any{"Max": in.limits.FileSize >> 20}}
	}
	begun, err := in.records.ExhibitsBegun(ctx, report)
	if err != nil {
		return "", u, fmt.Errorf("beginning an upload: %w", err)
	}
	if slices.ContainsFunc(begun, func(e models.Exhibit) bool { return e.ID == exhibit }) {
		if err := in.drop(ctx, exhibit); err != nil && models.KindOf(err) != models.Conflict {
			return "", u, fmt.Errorf("beginning an upload: %w", err)
		}
	} else if len(begun) >= in.limits.Files {
		return "", u, &models.Error{Kind: models.TooLarge, Key: "report.error.files", Args: map[string]any{"Max": in.limits.Files}}
	}
	state, err := sha256.New().(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return "", u, err
	}
	token, id, err := seal.NewToken(in.random)
	if err != nil {
		return "", u, err
	}
	u = models.Upload{ID: id, ExhibitID: exhibit, ReportID: report, Kind: kind, Size: size, Digest: state, TouchedAt: in.now()}
	return token, u, in.records.NewUpload(ctx, u)
}

// Upload says how far an upload is. It is ErrNotFound for a token that isn't one, and Gone for one
// that has waited too long.
func (in *Intake) Upload(ctx context.Context, token string) (models.Upload, error) {
	if len(token) != 43 {
		return models.Upload{}, models.ErrNotFound
	}
	u, err := in.records.Upload(ctx, seal.HashToken(token))
	if err == nil && in.now().After(u.Expires()) {
		return u, models.Refuse(models.Gone, "error.gone.text")
	}
	return u, err
}

// EndUpload removes an upload and what came of it.
func (in *Intake) EndUpload(ctx context.Context, token string) error {
	u, err := in.Upload(ctx, token)
	if err != nil {
		return err
	}
	_, unlock, err := in.lock(ctx, u.ID)
	if err != nil {
		return err
	}
	defer unlock()
	return in.drop(ctx, u.ExhibitID)
}

// lock makes the caller the one writer of an upload.
func (in *Intake) lock(ctx context.Context, id string) (writer string, unlock func(), err error) {
	_, writer, err = seal.NewToken(in.random)
	if err != nil {
		return "", nil, err
	}
	writer = writer[:32]
	now := in.now()
	if err := in.records.LockUpload(ctx, id, writer, now, now.Add(uploadLease)); models.KindOf(err) == models.Conflict {
		return "", nil, ErrUploadLocked
	} else if err != nil {
		return "", nil, fmt.Errorf("locking an upload: %w", err)
	}
	return writer, func() { _ = in.records.UnlockUpload(context.WithoutCancel(ctx), id, writer) }, nil // a lease ends by itself
}

// Append adds what r gives, from offset on, up to the upload's size, and gives the upload as it is
// then: every byte up to its Offset is durable. That is so after an error too, when the line was cut.
// The errors are ErrUploadLocked, ErrUploadOffset, TooLarge for bytes beyond the size, and r's own.
func (in *Intake) Append(ctx context.Context, token string, offset int64, r io.Reader) (models.Upload, error) {
	u, err := in.Upload(ctx, token)
	if err != nil {
		return u, err
	}
	writer, unlock, err := in.lock(ctx, u.ID)
	if err != nil {
		return u, err
	}
	defer unlock()
	if u, err = in.Upload(ctx, token); err != nil { // as it is, now that nobody else writes it
		return u, err
	}
	if u.Offset != offset {
		return u, ErrUploadOffset
	}
	// What was received is kept when the sender is gone.
	a := &appending{ctx: context.WithoutCancel(ctx), in: in, writer: writer, u: &u, hash: sha256.New(), since: in.now()}
	if err := a.hash.(encoding.BinaryUnmarshaler).UnmarshalBinary(u.Digest); err != nil {
		return u, fmt.Errorf("going on with an upload's digest: %w", err)
	}
	a.buffer = partBuffers.Get().(*bytes.Buffer)
	a.buffer.Reset()
	defer partBuffers.Put(a.buffer)
	err = a.take(r)
	if kept := a.flush(); kept != nil {
		return u, kept
	}
	if u.Whole() {
		if done := a.complete(); done != nil {
			return u, done
		}
	}
	return u, err
}

// appending is one writer's turn with an upload.
type appending struct {
	ctx    context.Context
	in     *Intake
	writer string
	u      *models.Upload
	buffer *bytes.Buffer // received, not durable
	hash   hash.Hash
	since  time.Time // when the buffer was begun
}

func (a *appending) take(r io.Reader) error {
	chunk := make([]byte, 64<<10)
	for {
		left := a.u.Size - a.u.Offset - int64(a.buffer.Len())
		n, err := r.Read(chunk[:min(int64(len(chunk)), max(left, 1))])
		if int64(n) > left {
			a.buffer.Reset() // it isn't this upload's
			return &models.Error{Kind: models.TooLarge, Key: "report.error.form", Cause: errors.New("an upload gives more than its size")}
		}
		a.buffer.Write(chunk[:n])
		if a.buffer.Len() > partSize-len(chunk) || n > 0 && a.in.now().Sub(a.since) >= uploadPatience {
			if kept := a.flush(); kept != nil {
				return kept
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// flush makes what was received durable: the bytes in the object store, then their row.
func (a *appending) flush() error {
	a.since = a.in.now()
	if a.buffer.Len() == 0 {
		return nil
	}
	// The writer's name is in the key: one who has lost the lease can't overwrite another's bytes.
	p := models.Part{ExhibitID: a.u.ExhibitID, Number: a.u.Parts, Offset: a.u.Offset, Size: int64(a.buffer.Len()), Key: fmt.Sprintf("exhibits/%s/%d-%s", a.u.ExhibitID, a.u.Parts, a.writer[:8])}
	a.hash.Write(a.buffer.Bytes())
	state, err := a.hash.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		return err
	}
	if err := a.in.objects.Put(a.ctx, p.Key, bytes.NewReader(a.buffer.Bytes()), p.Size); err != nil {
		return fmt.Errorf("keeping a part: %w", err)
	}
	now := a.in.now()
	if err := a.in.records.AddUploadPart(a.ctx, a.u.ID, a.writer, p, state, now, now.Add(uploadLease)); models.KindOf(err) == models.Conflict {
		return ErrUploadLocked
	} else if err != nil {
		return fmt.Errorf("keeping a part: %w", err)
	}
	a.u.Offset, a.u.Parts, a.u.Digest, a.u.TouchedAt = a.u.Offset+p.Size, a.u.Parts+1, state, now
	a.buffer.Reset()
	return nil
}

// complete says that the exhibit is whole. Saying it twice, after a kill in between, changes nothing.
func (a *appending) complete() error {
	err := a.in.records.CompleteExhibit(a.ctx, a.u.ExhibitID, a.u.Kind, a.u.Size, hex.EncodeToString(a.hash.Sum(nil)))
	if models.KindOf(err) == models.Conflict {
		return nil
	}
	return err
}
