package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"loupe/models"
	"loupe/parts"
	"loupe/seal"
)

// ExhibitStore gives exhibits' rows, parts and working copies.
type ExhibitStore interface {
	Exhibits(ctx context.Context, report models.ID) ([]models.Exhibit, error)
	Exhibit(ctx context.Context, id models.ID) (models.Exhibit, error)
	Parts(ctx context.Context, exhibit models.ID) ([]models.Part, error)
	DerivedOf(ctx context.Context, exhibit models.ID) ([]models.Derived, error)
	AddDerived(ctx context.Context, d models.Derived) (models.Derived, error)
}

// OpenExhibit is an exhibit with what its sealed manifest says of the original.
type OpenExhibit struct {
	models.Exhibit
	Original models.OriginalManifest
}

// Examined is an exhibit on the workbench.
type Examined struct {
	OpenExhibit
	Report   models.Report
	Claim    models.Testimony
	Metadata Metadata
	Intact   bool   // the original's digest now is the one at receipt
	Digest   string // now
	Site     *models.Site
	Outline  *models.SiteOutline // of that site; nil for none
	Distance float64             // km from the picture's own place to the site; -1 when one isn't known
	Outside  float64             // km from there to the outline, 0 inside; -1 when one isn't known
	Days     int                 // between the picture's own date and the claimed one
	HasDays  bool
	Picture  bool // previews exist or can be made
	Findings []OpenFinding
	Stills   []OpenCopy
	CanStill bool // stills and the loudness of sound can be taken from a recording here, without a script
	Exposure Exposure
	Origin   Origin
}

// Original is an exhibit's plaintext, readable from any place, with what may be said of it.
type Original struct {
	*io.SectionReader
	Manifest models.OriginalManifest
	Kind     models.ExhibitKind
}

func (r *Review) exhibits(ctx context.Context, report models.Report, key seal.PrivateKey, t models.Testimony, messages []OpenMessage) ([]OpenExhibit, error) {
	rows, err := r.store.Exhibits(ctx, report.ID)
	if err != nil {
		return nil, fmt.Errorf("reading exhibits: %w", err)
	}
	known := map[models.ID]models.OriginalManifest{}
	for _, m := range t.Exhibits {
		known[m.ID] = m
	}
	for _, message := range messages {
		for _, m := range message.Body.Exhibits {
			known[m.ID] = m
		}
	}
	out := make([]OpenExhibit, len(rows))
	for i, row := range rows {
		out[i] = OpenExhibit{row, known[row.ID]}
	}
	return out, nil
}

// openExhibit finds an exhibit through its report, asks whether the reader may do d to it, and
// opens its manifest.
func (r *Review) openExhibit(ctx context.Context, by Reader, id models.ID, d models.Deed) (OpenExhibit, models.Report, models.Testimony, seal.PrivateKey, error) {
	row, err := r.store.Exhibit(ctx, id)
	if err != nil {
		return OpenExhibit{}, models.Report{}, models.Testimony{}, seal.PrivateKey{}, err
	}
	report, key, err := r.open(ctx, by, row.ReportID, d)
	if err != nil {
		return OpenExhibit{}, models.Report{}, models.Testimony{}, seal.PrivateKey{}, err
	}
	t, err := r.testimony(ctx, report.ID, key)
	if err != nil {
		return OpenExhibit{}, models.Report{}, models.Testimony{}, seal.PrivateKey{}, err
	}
	manifest, err := r.manifest(ctx, row, key, t)
	return OpenExhibit{row, manifest}, report, t, key, err
}

// manifests gives what the source's sealed words say of the exhibits that came together with one.
func (r *Review) manifests(ctx context.Context, row models.Exhibit, key seal.PrivateKey, t models.Testimony) ([]models.OriginalManifest, error) {
	if row.MessageID == "" {
		return t.Exhibits, nil
	}
	messages, err := r.store.Messages(ctx, row.ReportID)
	if err != nil {
		return nil, fmt.Errorf("reading messages: %w", err)
	}
	var body models.MessageBody
	for _, m := range messages {
		if m.ID == row.MessageID {
			err = seal.OpenJSON(seal.LabelOf(models.SealMessageDesk, row.ReportID, m.ID), m.ForDesk, key, &body)
		}
	}
	return body.Exhibits, err
}

// manifest finds what the source's sealed words say of one exhibit.
func (r *Review) manifest(ctx context.Context, row models.Exhibit, key seal.PrivateKey, t models.Testimony) (models.OriginalManifest, error) {
	list, err := r.manifests(ctx, row, key, t)
	if err != nil {
		return models.OriginalManifest{}, err
	}
	for _, m := range list {
		if m.ID == row.ID {
			return m, nil
		}
	}
	return models.OriginalManifest{}, models.ErrNotFound
}

func (r *Review) original(ctx context.Context, e models.Exhibit, key seal.PrivateKey) (*io.SectionReader, error) {
	list, err := r.store.Parts(ctx, e.ID)
	if err != nil {
		return nil, fmt.Errorf("reading an exhibit's parts: %w", err)
	}
	plain, err := parts.Open(ctx, r.objects, list, parts.ExhibitLabel(e.ReportID, e.ID), key)
	if err != nil {
		return nil, fmt.Errorf("opening an exhibit: %w", err)
	}
	return plain, nil
}

// Original opens an original for looking (export false) or for taking out (true). Either is on
// record; the seeking reads of a player after its first aren't told apart and are not recorded again.
func (r *Review) Original(ctx context.Context, by Reader, id models.ID, export, again bool) (Original, error) {
	deed := models.DeedExhibitOpen
	if export {
		deed = models.DeedExhibitExport
	}
	e, _, _, key, err := r.openExhibit(ctx, by, id, deed)
	if err != nil {
		return Original{}, err
	}
	plain, err := r.original(ctx, e.Exhibit, key)
	if err != nil {
		return Original{}, err
	}
	if !again {
		if err := r.store.Record(ctx, r.custody(by.Person, models.ItemExhibit, id, deed, "")); err != nil {
			return Original{}, err
		}
	}
	return Original{plain, e.Original, e.Kind}, nil
}

// Examine puts an exhibit on the workbench: its digest is taken again and compared, and its own
// metadata is set against what the source claims.
func (r *Review) Examine(ctx context.Context, by Reader, id models.ID) (Examined, error) {
	e, report, claim, key, err := r.openExhibit(ctx, by, id, models.DeedExhibitView)
	if err != nil {
		return Examined{}, err
	}
	out := Examined{OpenExhibit: e, Report: report, Claim: claim, Distance: -1, Outside: -1, Picture: e.Kind == models.Photo}
	plain, err := r.original(ctx, e.Exhibit, key)
	if err != nil {
		return out, err
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(plain, 0, plain.Size())); err != nil {
		return out, fmt.Errorf("reading an original: %w", err)
	}
	out.Digest = hex.EncodeToString(hash.Sum(nil))
	// A file that never came whole has no digest; each of its pieces was checked by opening it.
	out.Intact = out.Digest == e.Original.SHA256 || e.Original.SHA256 == ""
	out.Metadata = readMetadata(plain)
	if report.Facts.SiteID != "" {
		if site, err := r.store.SiteByID(ctx, report.Facts.SiteID); err == nil {
			out.Site = &site
			if outline, err := r.store.SiteOutline(ctx, site.ID); err == nil {
				out.Outline = &outline
			}
		}
	}
	out.compare()
	if out.Origin, err = r.origin(ctx, &out, plain, key); err != nil {
		return out, err
	}
	if err := r.store.Record(ctx, r.custody(by.Person, models.ItemExhibit, id, models.DeedExhibitView, out.verdict())); err != nil {
		return out, err
	}
	if out.Findings, err = r.exhibitFindings(ctx, by, e.Exhibit, key); err != nil {
		return out, err
	}
	out.CanStill = r.Film.Found()
	if e.Kind == models.Video {
		if out.Stills, err = r.copies(ctx, e.Exhibit, models.CopyStill, 0, latestTime.Milliseconds()+1, key); err != nil {
			return out, err
		}
	}
	out.Exposure, err = r.Exposure(ctx, by.Person)
	return out, err
}

func (e *Examined) verdict() string {
	if e.Intact {
		return "intact"
	}
	return "changed"
}
