package review

import (
	"context"
	"fmt"
	"io"
	"slices"

	"loupe/models"
	"loupe/provenance"
	"loupe/seal"
)

// Origin is what came with a file about where it comes from: facts with their limits, no verdict.
type Origin struct {
	provenance.Facts
	Proofs   []OriginProof
	Bundle   bool // the exhibit is an archive; what is told is told of the files in it
	Manifest bool // the exhibit itself carries a C2PA manifest
	Beside   []string
}

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
	out := Origin{Bundle: err == nil, Manifest: provenance.HasManifest(plain, plain.Size())}
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
	for _, name := range facts.Manifests {
		if !out.Manifest && (out.Bundle || name != e.Original.Name && provenance.Speaks(name, e.Original.Name)) {
			out.Beside = append(out.Beside, name)
		}
	}
	for _, p := range facts.Proofs {
		o := OriginProof{Proof: p}
		o.Kilometres, o.Days, o.HasDays = e.apart(p.Told.Place, p.Told.Taken)
		out.Proofs = append(out.Proofs, o)
	}
	return out, ctx.Err()
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
