package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"loupe/media"
	"loupe/models"
	"loupe/seal"
)

// Edge seals one sending as it streams in: a report, or what is added to one later. Plaintext lives
// in one reader and one buffer of the sealer; nothing of it reaches a disk.
type Edge struct {
	in       *Intake
	report   models.ID
	public   seal.PublicKey  // of the report
	key      seal.PrivateKey // of a new report, until it is wrapped; zero for additions
	exhibits []models.OriginalManifest
	kinds    map[models.ID]models.ExhibitKind
}

// Begin starts a new report with a key pair of its own.
func (in *Intake) Begin() (*Edge, error) {
	id, err := models.NewID(in.random)
	if err != nil {
		return nil, err
	}
	key, err := seal.NewPrivateKey(in.random)
	if err != nil {
		return nil, err
	}
	return &Edge{in: in, report: id, public: key.Public(), key: key, kinds: map[models.ID]models.ExhibitKind{}}, nil
}

// Exhibits lists what is attached so far.
func (e *Edge) Exhibits() []models.OriginalManifest { return e.exhibits }

// Attach seals one file. The digest is taken on the way and goes into the sealed testimony. An
// empty stream attaches nothing. Too many files or too large a one is a TooLarge error, and what
// was stored of that file is removed again.
func (e *Edge) Attach(ctx context.Context, name string, r io.Reader) error {
	head := make([]byte, media.SniffLength)
	n, err := io.ReadFull(r, head)
	if n == 0 && err == io.EOF {
		return nil
	}
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return broken(err)
	}
	if len(e.exhibits) >= e.in.limits.Files {
		return &models.Error{Kind: models.TooLarge, Key: "report.error.files", Args: map[string]any{"Max": e.in.limits.Files}}
	}
	id, err := models.NewID(e.in.random)
	if err != nil {
		return err
	}
	mime, kind := media.Sniff(head[:n])
	if err := e.in.records.NewExhibit(ctx, models.Exhibit{ID: id, ReportID: e.report, Kind: models.ExhibitKind(kind), ReceivedAt: e.in.now()}); err != nil {
		return fmt.Errorf("beginning an exhibit: %w", err)
	}
	m := models.OriginalManifest{ID: id, Name: models.FileName(name), Type: mime, AtEdge: true}
	if err := e.stream(ctx, &m, models.ExhibitKind(kind), io.MultiReader(bytes.NewReader(head[:n]), r)); err != nil {
		return errors.Join(err, e.in.drop(context.WithoutCancel(ctx), id))
	}
	e.exhibits, e.kinds[id] = append(e.exhibits, m), models.ExhibitKind(kind)
	return nil
}

func (e *Edge) stream(ctx context.Context, m *models.OriginalManifest, kind models.ExhibitKind, r io.Reader) error {
	parts := e.in.newPartWriter(ctx, m.ID)
	defer parts.release()
	sealed, err := seal.NewWriter(parts, seal.Label{Kind: models.SealExhibit, IDs: []string{string(e.report), string(m.ID)}}, e.public)
	if err != nil {
		return err
	}
	hash := sha256.New()
	m.Size, err = io.Copy(io.MultiWriter(sealed, hash), io.LimitReader(r, e.in.limits.FileSize+1))
	if err != nil {
		return broken(err)
	}
	if m.Size > e.in.limits.FileSize {
		return &models.Error{Kind: models.TooLarge, Key: "report.error.size", Args: map[string]any{"Max": e.in.limits.FileSize >> 20}}
	}
	if err := sealed.Close(); err != nil {
		return fmt.Errorf("sealing an exhibit: %w", err)
	}
	size, sha, err := parts.finish()
	if err != nil {
		return err
	}
	m.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return e.in.records.CompleteExhibit(ctx, m.ID, kind, size, sha)
}

// broken tells a cut line from a failing store.
func broken(err error) error {
	if models.KindOf(err) != models.Internal || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("receiving an exhibit: %w", err)
}

// Drop removes one attached file again.
func (e *Edge) Drop(ctx context.Context, id models.ID) error {
	for i, m := range e.exhibits {
		if m.ID == id {
			e.exhibits = append(e.exhibits[:i:i], e.exhibits[i+1:]...)
			return e.in.drop(ctx, id)
		}
	}
	return nil
}

// held is what a form carries of files that came before it could be accepted.
type held struct {
	Report   models.ID                        `json:"r"`
	Key      string                           `json:"k"`
	Exhibits []models.OriginalManifest        `json:"e"`
	Kinds    map[models.ID]models.ExhibitKind `json:"t"`
}

// Hold gives what the page has to carry so that the same sending can go on after a correction: the
// report's key travels to the person's own browser and back, and is on no disk of ours.
func (e *Edge) Hold() (string, error) {
	if len(e.exhibits) == 0 {
		return "", nil
	}
	b, err := json.Marshal(held{e.report, e.key.Secret(), e.exhibits, e.kinds})
	return hex.EncodeToString(b), err
}

// Resume goes on with a sending that was held. Anything that isn't in form starts a new one.
func (in *Intake) Resume(token string) (*Edge, error) {
	var h held
	raw, err := hex.DecodeString(token)
	if token == "" || err != nil || json.Unmarshal(raw, &h) != nil || !h.Report.Valid() || len(h.Exhibits) > in.limits.Files {
		return in.Begin()
	}
	key, err := seal.ParsePrivateKey(h.Key)
	if err != nil {
		return in.Begin()
	}
	if h.Kinds == nil {
		h.Kinds = map[models.ID]models.ExhibitKind{}
	}
	return &Edge{in: in, report: h.Report, public: key.Public(), key: key, exhibits: h.Exhibits, kinds: h.Kinds}, nil
}
