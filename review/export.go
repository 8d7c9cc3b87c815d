package review

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"loupe/models"
	"loupe/seal"
)

// exported is what a lawyer gets of a case beside its originals: everything that the desk has, in one
// document, and nothing rendered.
type exported struct {
	Case        models.Case           `json:"case"`
	File        models.CaseFile       `json:"file"`
	Testimonies []exportedReport      `json:"reports"`
	Grades      []OpenGrade           `json:"grades"`
	Decisions   []OpenDecision        `json:"decisions"`
	Notes       []OpenNote            `json:"notes"`
	Checks      []CaseExhibit         `json:"exhibits"`
	Custody     []models.CustodyEntry `json:"custody"`
	ExportedAt  time.Time             `json:"exported_at"`
	ExportedBy  string                `json:"exported_by"`
}

type exportedReport struct {
	Report    models.Report    `json:"report"`
	Testimony models.Testimony `json:"testimony"`
	Messages  []OpenMessage    `json:"messages"`
}

// Export writes a case with its testimonies, originals, findings and custody as a ZIP that is sealed,
// as it is written, to an age recipient: a lawyer's, or a court's. It is on record before the first
// byte leaves. A manifest gives the SHA-256 of every file, in the form that sha256sum checks.
func (r *Review) Export(ctx context.Context, by Reader, id models.ID, recipient string, w io.Writer) error {
	if _, _, err := r.openCase(ctx, by, id, models.DeedCaseExport); err != nil {
		return err
	}
	open, err := r.Case(ctx, by, id)
	if err != nil {
		return err
	}
	sealed, err := seal.Export(w, recipient)
	if err != nil {
		return models.RefuseFields(models.FieldError{Field: "recipient", Key: "case.error.recipient"})
	}
	if err := r.store.Record(ctx, r.custody(by.Person, models.ItemCase, id, models.DeedCaseExport, recipient)); err != nil {
		return err
	}
	archive := &archive{zip: zip.NewWriter(sealed), at: r.now()}
	if err := r.fillArchive(ctx, by, open, archive); err != nil {
		return err
	}
	if err := archive.close(); err != nil {
		return fmt.Errorf("finishing an export: %w", err)
	}
	return sealed.Close()
}

func (r *Review) fillArchive(ctx context.Context, by Reader, open OpenCaseFile, a *archive) error {
	out := exported{Case: open.Case, File: open.File, Grades: open.Grades, Decisions: open.Decisions, Notes: open.Notes, Checks: open.Exhibits, Custody: open.Custody, ExportedAt: r.now(), ExportedBy: by.Name}
	for i, row := range open.Reports {
		report, key, err := r.open(ctx, by, row.ID, models.DeedExhibitExport)
		if err != nil {
			return err
		}
		t, err := r.testimony(ctx, row.ID, key)
		if err != nil {
			return err
		}
		messages, err := r.messages(ctx, by, row.ID, key)
		if err != nil {
			return err
		}
		out.Testimonies = append(out.Testimonies, exportedReport{report, t, messages})
		exhibits, err := r.exhibits(ctx, report, key, t, messages)
		if err != nil {
			return err
		}
		for k, e := range exhibits {
			plain, err := r.original(ctx, e.Exhibit, key)
			if err != nil {
				return err
			}
			if err := r.store.Record(ctx, r.custody(by.Person, models.ItemExhibit, e.ID, models.DeedExhibitExport, "case")); err != nil {
				return err
			}
			if err := a.add(fmt.Sprintf("originals/%d-%d-%s", i+1, k+1, plainName(e.Original.Name)), plain); err != nil {
				return fmt.Errorf("exporting an exhibit: %w", err)
			}
		}
	}
	text, err := json.MarshalIndent(out, "", " ")
	if err != nil {
		return fmt.Errorf("writing an export: %w", err)
	}
	return a.add("case.json", strings.NewReader(string(text)))
}

// plainName keeps what any file system takes; two files of one name are kept apart by their numbers.
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}, path.Base(name))
	return strings.TrimLeft(name[:min(len(name), 80)], ".")
}

type archive struct {
	zip      *zip.Writer
	at       time.Time
	manifest strings.Builder
}

func (a *archive) add(name string, r io.Reader) error {
	w, err := a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.at})
	if err != nil {
		return err
	}
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, hash), r); err != nil {
		return err
	}
	fmt.Fprintf(&a.manifest, "%s  %s\n", hex.EncodeToString(hash.Sum(nil)), name)
	return nil
}

func (a *archive) close() error {
	w, err := a.zip.CreateHeader(&zip.FileHeader{Name: "manifest-sha256.txt", Method: zip.Deflate, Modified: a.at})
	if err == nil {
		_, err = io.WriteString(w, a.manifest.String())
	}
	if err != nil {
		return err
	}
	return a.zip.Close()
}
