package review

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"loupe/models"
	"loupe/paper"
	"loupe/seal"
)

// Shown is what a document shows on the workbench: pages as pictures, or text.
type Shown struct {
	paper.Document
	Known   bool       // it was looked into before
	First   int        // the first page of those in Sheets
	Sheets  []OpenCopy // pages; one whose picture couldn't be made has no key
	Refused string     // why nothing is shown: one of the words of refusedWords
}

// refusedWords is how a refusal is kept, and what it is called on the page.
var refusedWords = map[error]string{paper.ErrNotDocument: "kind", paper.ErrLocked: "locked", paper.ErrTooLarge: "large", paper.ErrUnreadable: "damaged"}

// Document shows a document from a page on, at most paper.MaxBatch pages; from 0 it shows the first
// ones if they are known. What a document shows is found out once, in a bounded process, and kept
// sealed to the report. Reading through it is one look at the exhibit; that is on record already.
func (r *Review) Document(ctx context.Context, by Reader, id models.ID, from int) (Shown, error) {
	row, err := r.store.Exhibit(ctx, id)
	if err != nil {
		return Shown{}, err
	}
	report, key, err := r.open(ctx, by, row.ReportID, models.DeedExhibitView)
	if err != nil {
		return Shown{}, err
	}
	if row.Kind != models.Document && row.Kind != models.Other || r.Papers == nil {
		return Shown{Refused: "kind"}, nil
	}
	out := Shown{First: (max(1, min(from, paper.MaxPages))-1)/paper.MaxBatch*paper.MaxBatch + 1}
	if err := r.shown(ctx, row, key, &out); err != nil || out.Refused != "" || from < 1 || out.Known && len(out.Sheets) == out.expected() {
		return out, err
	}
	err = r.read(ctx, row, report.PublicKey, key, out.First)
	if errors.Is(err, paper.ErrTooLarge) { // another time there may be more of it
		if !out.Known {
			out.Refused = refusedWords[paper.ErrTooLarge]
		}
		return out, nil
	}
	if err != nil {
		return out, err
	}
	return out, r.shown(ctx, row, key, &out)
}

// expected is how many pages there are to show from the first on.
func (s Shown) expected() int { return max(0, min(paper.MaxBatch, s.Pages-s.First+1)) }

// Next is the page with which the next pages begin; 0 at the end. Before is the same backwards.
func (s Shown) Next() int {
	if next := s.First + paper.MaxBatch; next <= s.Pages {
		return next
	}
	return 0
}

// Before is the page with which the pages before begin; 0 at the beginning.
func (s Shown) Before() int { return max(0, s.First-paper.MaxBatch) }

// shown opens what was found out before.
func (r *Review) shown(ctx context.Context, e models.Exhibit, key seal.PrivateKey, out *Shown) error {
	list, err := r.copies(ctx, e, models.CopyDocument, 0, 1, key)
	if err != nil || len(list) == 0 {
		return err
	}
	out.Known = true
	if out.Refused = list[0].Refused; out.Refused != "" {
		return nil
	}
	if err := json.Unmarshal(list[0].Document, &out.Document); err != nil {
		return errors.New("a kept document is not in the form that was sealed")
	}
	out.Sheets, err = r.copies(ctx, e, models.CopyPage, int64(out.First), int64(out.First+paper.MaxBatch), key)
	return err
}

// read has a document read by the bounded process and keeps what it shows.
func (r *Review) read(ctx context.Context, e models.Exhibit, publicKey string, key seal.PrivateKey, from int) error {
	plain, err := r.original(ctx, e, key)
	if err != nil {
		return err
	}
	d, err := r.Papers.Read(ctx, plain, plain.Size(), from, paper.MaxBatch)
	note := models.CopyNote{}
	for refusal, word := range refusedWords {
		if errors.Is(err, refusal) {
			note.Refused = word
		}
	}
	if err != nil && (note.Refused == "" || errors.Is(err, paper.ErrTooLarge)) {
		return fmt.Errorf("reading a document: %w", err)
	}
	if note.Refused == "" {
		if note.Document, err = json.Marshal(d); err != nil {
			return fmt.Errorf("keeping a document: %w", err)
		}
	}
	for _, page := range d.Drawn {
		about := models.CopyNote{Width: page.Width, Height: page.Height, Text: page.Text}
		if err := r.keepCopy(ctx, e, publicKey, models.ExhibitCopy{Kind: models.CopyPage, Position: int64(page.Number)}, about, page.JPEG); err != nil {
			return err
		}
	}
	return r.keepCopy(ctx, e, publicKey, models.ExhibitCopy{Kind: models.CopyDocument}, note, nil)
}
