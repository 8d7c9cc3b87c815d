package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"
	"time"

	"loupe/media"
	"loupe/models"
	"loupe/seal"
)

type pieceRecords interface {
	StartUnfinished(ctx context.Context, u models.Unfinished, kind models.ExhibitKind) error
	AddPiece(ctx context.Context, u models.Unfinished, p models.Part, digest []byte, at time.Time) error
	Unfinished(ctx context.Context, id string) (models.Unfinished, error)
	UnfinishedBefore(ctx context.Context, before time.Time, limit int) ([]models.Unfinished, error)
	DropUnfinished(ctx context.Context, u models.Unfinished) error
}

// pieceSize is how much of an original is sealed and made durable at a time.
const pieceSize = 1 << 20

// Pieces is a file that a device sends in many requests, to any node. Each piece is sealed to the
// report as it comes, so that the desk can open it whatever becomes of the phone; the state of the
// digest, whose buffer holds bytes of the file, is sealed with the token that each request carries.
type Pieces struct {
	in     *Intake
	by     models.Person
	name   string
	report models.Return
	id     string
	own    seal.PrivateKey

	row   models.Unfinished
	begun bool
	state pieceState
	hash  hash.Hash
	whole int64 // bytes, once the file is whole; -1 before
}

type pieceState struct {
	Digest []byte `json:"d"`
	Type   string `json:"t"`
}

// OpenPieces finds how far a file is. A report that isn't this person's doesn't exist.
func (in *Intake) OpenPieces(ctx context.Context, by models.Person, token string, report models.ID, name string) (*Pieces, error) {
	r, err := in.records.ReturnOf(ctx, report, by.ID)
	if err != nil {
		return nil, err
	}
	own, err := seal.BearerKey(token)
	if err != nil {
		return nil, err
	}
	p := &Pieces{in: in, by: by, name: name, report: r, id: seal.HashToken("piece " + string(report) + " " + name), own: own, hash: sha256.New(), whole: -1}
	if !r.Report.ErasedAt.IsZero() {
		return nil, models.ErrNotFound
	}
	mark, err := in.records.SentFile(ctx, p.id)
	if err == nil {
		p.whole, err = strconv.ParseInt(mark, 10, 64)
		return p, err
	}
	if models.KindOf(err) != models.NotFound {
		return nil, err
	}
	p.row, err = in.records.Unfinished(ctx, p.id)
	if models.KindOf(err) == models.NotFound {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	return p, p.resume(ctx)
}

// resume takes the digest up where it was left. One that another token sealed (a new device of the
// same person) can't be taken up: what came stays with the report, and the file begins anew.
func (p *Pieces) resume(ctx context.Context) error {
	plain, err := seal.Open(p.stateLabel(), p.row.Digest, p.own)
	if err != nil {
		if err := p.in.giveUp(ctx, p.row, p.report); err != nil {
			return err
		}
		p.row = models.Unfinished{}
		return nil
	}
	if err := json.Unmarshal(plain, &p.state); err != nil {
		return fmt.Errorf("taking up a digest: not in form")
	}
	p.begun = true
	if p.row.Held == 0 {
		return nil
	}
	return p.hash.(encoding.BinaryUnmarshaler).UnmarshalBinary(p.state.Digest)
}

func (p *Pieces) stateLabel() seal.Label {
	return seal.LabelOf(models.SealUnfinished, p.row.ReportID, p.row.ExhibitID)
}

func (p *Pieces) sealState() ([]byte, error) {
	var err error
	if p.state.Digest, err = p.hash.(encoding.BinaryMarshaler).MarshalBinary(); err != nil {
		return nil, err
	}
	plain, err := json.Marshal(p.state)
	if err != nil {
		return nil, err
	}
	return seal.Seal(p.stateLabel(), plain, p.own.Public())
}

// Held gives how many bytes of the original are durable.
func (p *Pieces) Held() int64 { return max(p.whole, p.row.Held) }

// Whole tells whether the file is whole and part of its report.
func (p *Pieces) Whole() bool { return p.whole >= 0 }

// ErrRange is a piece that begins behind what is held.
var ErrRange = models.Refuse(models.Invalid, "device.error.range")

// Write takes bytes of the original from a place at or before what is held; what is held already is
// passed over. On a cut line what came is kept all the same.
func (p *Pieces) Write(ctx context.Context, from int64, r io.Reader) error {
	if from < 0 || from > p.Held() {
		return ErrRange
	}
	if p.Whole() {
		return nil
	}
	if _, err := io.CopyN(io.Discard, r, p.row.Held-from); err != nil {
		if errors.Is(err, io.EOF) {
			return nil // all of it is held
		}
		return broken(err)
	}
	buffer := make([]byte, pieceSize)
	for {
		n, err := io.ReadFull(r, buffer)
		if n > 0 {
			if p.row.Held+int64(n) > p.in.limits.FileSize {
				return &models.Error{Kind: models.TooLarge, Key: "report.error.size", Args: map[string]any{"Max": p.in.limits.FileSize >> 20}}
			}
			if err := p.keep(ctx, buffer[:n]); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) || err == io.ErrUnexpectedEOF { // the reader's own io.ErrUnexpectedEOF is told by its door
			return nil
		}
		if err != nil {
			return broken(err)
		}
	}
}

func (p *Pieces) begin(ctx context.Context, head []byte) error {
	id, err := models.NewID(p.in.random)
	if err != nil {
		return err
	}
	mime, kind := media.Sniff(head[:min(len(head), media.SniffLength)])
	p.row = models.Unfinished{ID: p.id, ReportID: p.report.Report.ID, ExhibitID: id, PersonID: p.by.ID, At: p.in.now()}
	p.state.Type = mime
	if p.row.Digest, err = p.sealState(); err != nil {
		return err
	}
	if err := p.in.records.StartUnfinished(ctx, p.row, models.ExhibitKind(kind)); err != nil {
		return err
	}
	p.begun = true
	return nil
}

// keep seals one piece and makes it durable.
func (p *Pieces) keep(ctx context.Context, plain []byte) error {
	if !p.begun {
		if err := p.begin(ctx, plain); err != nil {
			return err
		}
	}
	sealed, err := seal.Seal(pieceLabel(p.row), plain, seal.PublicKey(p.report.Report.PublicKey))
	if err != nil {
		return fmt.Errorf("sealing a piece: %w", err)
	}
	nonce, err := models.NewID(p.in.random) // two who write the same piece at once never share an object
	if err != nil {
		return err
	}
	part := models.Part{ExhibitID: p.row.ExhibitID, Number: p.row.Parts, Offset: p.row.Sealed, Size: int64(len(sealed)), Plain: int64(len(plain)), Key: fmt.Sprintf("exhibits/%s/%d-%s", p.row.ExhibitID, p.row.Parts, nonce)}
	if err := p.in.objects.Put(ctx, part.Key, bytes.NewReader(sealed), part.Size); err != nil {
		return fmt.Errorf("keeping a piece: %w", err)
	}
	p.hash.Write(plain)
	digest, err := p.sealState()
	if err != nil {
		return err
	}
	if err := p.in.records.AddPiece(ctx, p.row, part, digest, p.in.now()); err != nil {
		return errors.Join(err, p.in.objects.Delete(ctx, part.Key))
	}
	p.row.Held, p.row.Sealed, p.row.Parts = p.row.Held+part.Plain, p.row.Sealed+part.Size, p.row.Parts+1
	return nil
}

func pieceLabel(u models.Unfinished) seal.Label {
	l := seal.LabelOf(models.SealPiece, u.ReportID, u.ExhibitID)
	l.IDs = append(l.IDs, strconv.Itoa(u.Parts))
	return l
}

// Finish makes the file part of its report. Once more is nothing more.
func (p *Pieces) Finish(ctx context.Context) error {
	if p.Whole() || !p.begun {
		return nil
	}
	m := models.OriginalManifest{ID: p.row.ExhibitID, Name: models.FileName(p.name), Type: p.state.Type, Size: p.row.Held, SHA256: hex.EncodeToString(p.hash.Sum(nil)), AtEdge: true}
	if err := p.in.join(ctx, p.row, p.report, m, "", &models.Sent{Files: []models.SentFile{{ID: p.id, Mark: strconv.FormatInt(p.row.Held, 10)}}}); err != nil {
		return err
	}
	p.whole = p.row.Held
	return nil
}

func (in *Intake) join(ctx context.Context, u models.Unfinished, r models.Return, m models.OriginalManifest, text string, sent *models.Sent) error {
	edge := in.addition(r)
	edge.exhibits = []models.OriginalManifest{m}
	_, err := edge.answer(ctx, models.Message{AuthorID: u.PersonID, Finish: &u, Sent: sent}, text, "")
	return err
}

// giveUp makes what came of a file part of its report as it is.
func (in *Intake) giveUp(ctx context.Context, u models.Unfinished, r models.Return) error {
	if u.Held == 0 {
		return in.records.DropUnfinished(ctx, u)
	}
	m := models.OriginalManifest{ID: u.ExhibitID, Name: "unfinished", Type: "application/octet-stream", Size: u.Held, AtEdge: true}
	return in.join(ctx, u, r, m, unfinishedNote, nil)
}

// unfinishedNote stands with a file that never came whole. It is written when nobody is there whose
// language would be known.
const unfinishedNote = "A file was sent in pieces and never came whole. What came of it is attached; its name and a digest of the whole are not known."

// patience is for how long a file may rest between two pieces: monitors are offline for days.
const patience = 14 * 24 * time.Hour

// SweepPieces makes files that never came whole part of their reports: every byte that was
// acknowledged reaches the desk.
func (in *Intake) SweepPieces(ctx context.Context) (n int, err error) {
	list, err := in.records.UnfinishedBefore(ctx, in.now().Add(-patience), 200)
	if err != nil {
		return 0, err
	}
	for _, u := range list {
		r, err := in.records.ReturnOf(ctx, u.ReportID, u.PersonID)
		if err != nil {
			return n, err
		}
		if err := in.giveUp(ctx, u, r); err != nil && models.KindOf(err) != models.Conflict {
			return n, fmt.Errorf("giving up a file: %w", err)
		}
		n++
	}
	return n, nil
}

// ReportID gives the report of a sending.
func (s *Sending) ReportID() models.ID { return s.report }
