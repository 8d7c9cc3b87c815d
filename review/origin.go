package review

import (
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"loupe/models"
	"loupe/provenance"
	"loupe/seal"
)

// Origin is what came with a file about where it comes from: facts with their limits, no verdict.
type Origin struct {
	provenance.Facts
	Proofs      []OriginProof
	Bundle      bool // the exhibit is an archive; what is told is told of the files in it
	Credentials []Credential
}

// Credential is a C2PA manifest: in the exhibit, in a file of the archive that it is, or apart from
// its file as a side-car. A reviewer can have it checked in the browser.
type Credential struct {
	Name    string // of the file that holds it; "" for the exhibit itself
	Sidecar bool
	Of      string // the file that a side-car speaks of; "" when that isn't here
	In      Held   // what holds it
	About   Held   // a side-car's file
	Large   bool   // too large to be checked in a browser
}

// Held is a file of a report, or one in an archive among them.
type Held struct {
	Exhibit models.ID
	Entry   int    // in an archive's directory, from 0; -1 for the exhibit as a whole
	Type    string // MIME type or the end of its name
}

// maxInBrowser is how large what is checked in a browser may be, in bytes: it is held in memory.
const maxInBrowser = 64 << 20

// OriginProof is a proof with its place and time set against the claim.
type OriginProof struct {
	provenance.Proof
	Kilometres float64 // from the told place to the site; -1 when one isn't known
	Days       int
	HasDays    bool
}

// maxBeside bounds how many side-cars of a report are opened for one exhibit.
const maxBeside = 20

// origin looks for proofs in an exhibit, and beside it among what came with it. It is read anew
// each time, in memory, as metadata is.
func (r *Review) origin(ctx context.Context, e *Examined, plain *io.SectionReader, key seal.PrivateKey) (Origin, error) {
	files, cut, err := provenance.Zip(plain, plain.Size())
	out := Origin{Bundle: err == nil}
	beside, err := r.beside(ctx, e, plain, key)
	if err != nil {
		return out, err
	}
	facts := provenance.Read(ctx, slices.Concat(files, beside))
	if out.Bundle {
		facts = facts.Within(files)
	} else {
		facts = facts.Of(string(e.ID), e.Original.Name)
	}
	facts.Cut = facts.Cut || cut
	out.Facts = facts
	out.Credentials = credentials(e, facts.Manifests, out.Bundle, provenance.HasManifest(plain, plain.Size()))
	for _, p := range facts.Proofs {
		o := OriginProof{Proof: p}
		o.Kilometres, o.Days, o.HasDays = e.apart(p.Told.Place, p.Told.Taken)
		out.Proofs = append(out.Proofs, o)
	}
	return out, ctx.Err()
}

// credentials picks the manifests that are about an exhibit, or in it. own tells that it carries one or is one.
func credentials(e *Examined, found []provenance.Manifest, bundle, own bool) (out []Credential) {
	held := func(f provenance.File) Held {
		kind := strings.ToLower(strings.TrimPrefix(path.Ext(f.Name), "."))
		if f.ID == "" {
			return Held{e.ID, f.Entry, kind}
		}
		return Held{models.ID(f.ID), -1, kind}
	}
	for _, m := range found {
		id := string(e.ID)
		about := m.ID == "" && bundle || m.Sidecar && !bundle && (m.ID == id || m.Of.ID == id)
		if !about {
			continue
		}
		c := Credential{Name: m.Name, Sidecar: m.Sidecar, Of: m.Of.Name, In: held(m.File), Large: max(m.Size, m.Of.Size, e.Original.Size) > maxInBrowser}
		if c.Of != "" {
			c.About = held(m.Of)
		}
		own = own && m.ID != id
		out = append(out, c)
	}
	if own {
		out = append(out, Credential{In: Held{e.ID, -1, e.Original.Type}, Large: e.Original.Size > maxInBrowser})
	}
	return out
}

// beside gives the exhibit and those that came with it. Only the exhibit and small side-cars can be
// opened from there; of the others the digest is known.
func (r *Review) beside(ctx context.Context, e *Examined, plain *io.SectionReader, key seal.PrivateKey) ([]provenance.File, error) {
	list, err := r.manifests(ctx, e.Exhibit, key, e.Claim)
	if err != nil {
		return nil, err
	}
	rows, err := r.store.Exhibits(ctx, e.ReportID)
	if err != nil {
		return nil, fmt.Errorf("reading exhibits: %w", err)
	}
	var files []provenance.File
	opened := 0
	for _, m := range list {
		f := provenance.File{Name: m.Name, Size: m.Size, SHA256: m.SHA256, ID: string(m.ID)}
		at := slices.IndexFunc(rows, func(row models.Exhibit) bool { return row.ID == m.ID })
		switch {
		case m.ID == e.ID:
			f.SHA256, f.Size = e.Digest, plain.Size()
			f.Open = func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(plain, 0, plain.Size())), nil }
		case at >= 0 && opened < maxBeside && provenance.Sidecar(m.Name, m.Size):
			opened++
			f.Open = func() (io.ReadCloser, error) {
				side, err := r.original(ctx, rows[at], key)
				if err != nil {
					return nil, err
				}
				return io.NopCloser(side), nil
			}
		}
		files = append(files, f)
	}
	return files, nil
}
