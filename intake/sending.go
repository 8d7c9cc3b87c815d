package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"

	"loupe/models"
	"loupe/seal"
)

type sendingRecords interface {
	Sending(ctx context.Context, id string) (models.Sending, error)
	SentFile(ctx context.Context, id string) (mark string, err error)
}

// Words are what a phone sends of a report before its files.
type Words struct {
	ID       string // the phone's own, which nobody else knows; the same one twice is the same report
	Digest   string // of the words as they came
	Secret   string // of the device; with ID and Digest it gives the receipt, so that nothing of it is kept
	Replaces string // ID of an earlier sending that this one corrects; "" for none
	Form     Form
	Note     string // what a correction begins with
}

// Sending takes one report of a phone, whose files come with it or later, in any order, again and
// again. What was held whole is never taken twice, and nothing is said to be held that isn't.
type Sending struct {
	in    *Intake
	by    models.Person
	words Words
	edge  *Edge // nil when the report was destroyed: what still comes for it isn't kept

	id, mark string
	known    bool
	report   models.ID
	fresh    bool // the report itself is yet to be accepted
	text     string
	files    []models.SentFile
	receipt  seal.Receipt
	consent  models.Consent
}

// BeginSending looks whether the words are known. Other words under the same id are a Conflict.
func (in *Intake) BeginSending(ctx context.Context, by models.Person, w Words) (*Sending, error) {
	s := &Sending{in: in, by: by, words: w, id: sendingID(by, w.ID), mark: seal.HashToken("words " + w.ID + " " + w.Digest)}
	var err error
	if s.receipt, err = seal.ReceiptFromSeed([]byte(seal.HashToken("receipt of " + w.Secret + " " + w.ID + " " + w.Digest))); err != nil {
		return nil, err
	}
	known, err := in.records.Sending(ctx, s.id)
	switch {
	case err == nil && known.Mark != s.mark:
		return nil, models.Refuse(models.Conflict, "device.error.other_words")
	case err == nil:
		s.known = true
		if known.ReceiptID == "" || s.receipt.LookupID() != known.ReceiptID {
			s.receipt = seal.Receipt{} // sent again by another device, or a correction
		}
		return s, s.join(ctx, known.ReportID)
	case models.KindOf(err) != models.NotFound:
		return nil, err
	}
	if w.Replaces != "" {
		earlier, err := in.records.Sending(ctx, sendingID(by, w.Replaces))
		if err == nil {
			s.text, s.receipt = w.Note+"\n\n"+asText(w.Form.Testimony), seal.Receipt{}
			return s, s.join(ctx, earlier.ReportID)
		}
		if models.KindOf(err) != models.NotFound {
			return nil, err
		}
	}
	s.fresh = true
	if s.edge, err = in.Begin(); err == nil {
		s.report = s.edge.report
	}
	return s, err
}

func sendingID(by models.Person, id string) string {
	return seal.HashToken("sending " + string(by.ID) + " " + id)
}

// join goes on with a report that is there.
func (s *Sending) join(ctx context.Context, report models.ID) error {
	r, err := s.in.records.ReturnOf(ctx, report, s.by.ID)
	if err != nil {
		return err
	}
	s.consent, s.report = "", report
	if s.text != "" {
		if narrow := models.Narrower(r.Report.Facts.Consent, s.words.Form.Facts.Consent); narrow != r.Report.Facts.Consent {
			s.consent = narrow // a correction can take consent back; to give more takes a person
		}
	}
	if r.Report.ErasedAt.IsZero() {
		s.edge = s.in.addition(r)
	}
	return nil
}

// Receipt gives the words for the sender; none when the report has others.
func (s *Sending) Receipt() seal.Receipt { return s.receipt }

// File takes one file. One that is held is read and compared, not kept again; other bytes under its
// name are a Conflict.
func (s *Sending) File(ctx context.Context, name string, r io.Reader) error {
	id := seal.HashToken("file " + s.id + " " + s.words.ID + " " + name)
	held, err := s.held(ctx, id)
	if err != nil {
		return err
	}
	if held != "" || s.edge == nil {
		hash := sha256.New()
		if _, err := io.Copy(hash, r); err != nil {
			return broken(err)
		}
		if s.edge != nil && held != s.fileMark(name, hex.EncodeToString(hash.Sum(nil))) {
			return models.Refuse(models.Conflict, "device.error.other_file")
		}
		return nil
	}
	if len(s.edge.exhibits) >= s.in.limits.Files {
		if err := s.Keep(ctx); err != nil {
			return err
		}
	}
	before := len(s.edge.exhibits)
	if err := s.edge.Attach(ctx, name, r); err != nil || len(s.edge.exhibits) == before {
		return err
	}
	s.files = append(s.files, models.SentFile{ID: id, Mark: s.fileMark(name, s.edge.exhibits[before].SHA256)})
	return nil
}

func (s *Sending) fileMark(name, sha string) string {
	return seal.HashToken("bytes " + s.words.ID + " " + name + " " + sha)
}

func (s *Sending) held(ctx context.Context, id string) (mark string, err error) {
	if i := slices.IndexFunc(s.files, func(f models.SentFile) bool { return f.ID == id }); i >= 0 {
		return s.files[i].Mark, nil
	}
	mark, err = s.in.records.SentFile(ctx, id)
	if models.KindOf(err) == models.NotFound {
		return "", nil
	}
	return mark, err
}

// Keep makes what has come so far part of the report: the report itself the first time, then what
// came later as an addition to it. A sending that another request was faster with is Unavailable:
// the phone sends it again, and it is known then.
func (s *Sending) Keep(ctx context.Context) error {
	sent := &models.Sent{ID: s.id, Mark: s.mark, Files: s.files}
	switch {
	case s.edge == nil:
		return nil
	case s.fresh:
		f := s.words.Form
		f.Token, f.Receipt, f.Sent = s.id, s.receipt, sent
		accepted, err := s.edge.Submit(ctx, &s.by, f)
		if err != nil {
			return err
		}
		if accepted.Already {
			return models.Refuse(models.Unavailable, "device.error.again")
		}
	case s.text == "" && len(s.edge.exhibits) == 0:
		return nil
	default:
		if s.text == "" {
			sent.ID = ""
		}
		m := models.Message{AuthorID: s.by.ID, Sent: sent, Consent: s.consent}
		if _, err := s.edge.answer(ctx, m, s.text, ""); err != nil {
			s.edge.abandon(context.WithoutCancel(ctx))
			if models.KindOf(err) == models.Conflict {
				return models.Refuse(models.Unavailable, "device.error.again")
			}
			return fmt.Errorf("adding to a report: %w", err)
		}
	}
	s.fresh, s.text, s.consent, s.files = false, "", "", nil
	s.edge = &Edge{in: s.in, report: s.edge.report, public: s.edge.public, kinds: map[models.ID]models.ExhibitKind{}}
	return nil
}

// Abandon removes what was stored and not kept.
func (s *Sending) Abandon(ctx context.Context) {
	if s.edge != nil {
		s.edge.abandon(ctx)
	}
}

// Known tells whether the words were here before.
func (s *Sending) Known() bool { return s.known }
