package provenance

import (
	"bytes"
	"context"
	"encoding/hex"
	"path"
	"slices"
	"strings"

	"github.com/ProtonMail/go-crypto/openpgp"
)

// Facts are what files say about where they come from, and what of it holds.
type Facts struct {
	Proofs    []Proof
	Keys      []Key
	Manifests []Manifest
	Cut       bool // more was there than is read
}

// Manifest is a file that carries a C2PA manifest or, as a side-car, is one.
type Manifest struct {
	File
	Sidecar bool
	Of      File // what a side-car speaks of, by its name; no name when that isn't here
}

// Proof is what was put beside one file.
type Proof struct {
	Maker      Maker
	Files      []string // where it is told
	Told       Told
	Disagree   bool   // its files don't tell the same
	Media      string // the file that it speaks of; "" when that isn't here
	MediaID    string // the exhibit that it is, where it is one
	Same       bool   // the file's bytes have the digest that is told
	Checked    bool   // the file's digest could be taken
	Signatures []Signature
	Stamp      Stamp
}

// Stamp is what an OpenTimestamps file says of a proof's file.
type Stamp string

// The stamps. No chain of blocks is asked: that would tell others what is held here.
const (
	StampNone    Stamp = ""
	StampFits    Stamp = "fits"    // it is for the digest of this file
	StampDiffers Stamp = "differs" // it is for another digest
)

// Any tells whether anything was found.
func (f Facts) Any() bool { return len(f.Proofs)+len(f.Keys) > 0 }

// Of keeps the proofs that speak of one exhibit, or are told in it, and the keys only beside a proof.
func (f Facts) Of(id, name string) Facts {
	f.Proofs = slices.DeleteFunc(slices.Clone(f.Proofs), func(p Proof) bool {
		return p.MediaID != id && !slices.Contains(p.Files, name) &&
			!slices.ContainsFunc(p.Signatures, func(s Signature) bool { return s.File == name })
	})
	if len(f.Proofs) == 0 {
		f.Keys = slices.DeleteFunc(slices.Clone(f.Keys), func(k Key) bool { return k.File != name })
	}
	return f
}

// Within keeps the proofs that are told in an archive's files, or signed by one of them.
func (f Facts) Within(files []File) Facts {
	inside := func(name string) bool {
		return slices.ContainsFunc(files, func(o File) bool { return o.Name == name })
	}
	f.Proofs = slices.DeleteFunc(slices.Clone(f.Proofs), func(p Proof) bool {
		return !slices.ContainsFunc(p.Files, inside) && !slices.ContainsFunc(p.Signatures, func(s Signature) bool { return inside(s.File) })
	})
	return f
}

type reading struct {
	budget
	files  []File
	facts  Facts
	ring   openpgp.EntityList
	bodies map[string][]byte // of the signatures
	stamps map[string]string // digest -> the stamp's file
}

// Read finds the proofs among files that belong together. It takes at most twenty seconds and two
// gigabytes, and is silent about what isn't there.
func Read(ctx context.Context, files []File) Facts {
	ctx, stop := context.WithTimeout(ctx, maxTime)
	defer stop()
	r := &reading{budget: budget{ctx: ctx, left: maxRead}, files: files, bodies: map[string][]byte{}, stamps: map[string]string{}}
	for i := range r.files {
		r.sidecar(r.files[i])
	}
	for i := range r.facts.Proofs {
		r.find(&r.facts.Proofs[i])
	}
	r.signatures()
	r.facts.Cut = r.cut
	return r.facts
}

// sidecar reads one file that may speak of others.
func (r *reading) sidecar(f File) {
	if !Sidecar(f.Name, f.Size) {
		if f.Open != nil && HasManifest(r.head(f, 4<<20), min(f.Size, 4<<20)) {
			r.facts.Manifests = append(r.facts.Manifests, Manifest{File: f})
		}
		return
	}
	body, err := r.small(f)
	if err != nil {
		return
	}
	switch strings.ToLower(path.Ext(f.Name)) {
	case ".c2pa":
		if HasManifest(bytes.NewReader(body), int64(len(body))) {
			r.facts.Manifests = append(r.facts.Manifests, Manifest{File: f, Sidecar: true, Of: r.spokenOf(f)})
		}
	case ".asc":
		switch armored(body) {
		case openpgp.PublicKeyType:
			keys, ring := readKeys(f.Name, body)
			if len(r.facts.Keys)+len(keys) <= maxKeys {
				r.facts.Keys, r.ring = append(r.facts.Keys, keys...), append(r.ring, ring...)
			}
		case openpgp.SignatureType:
			r.bodies[f.Name] = body
		}
	case ".ots":
		if digest, ok := stamped(body); ok {
			r.stamps[digest] = f.Name
		} else {
			r.stamps[""] = f.Name
		}
	default:
		if maker, told, ok := readTold(body); ok {
			r.add(maker, f.Name, told)
		}
	}
}

// spokenOf gives the file that a side-car's name speaks of, in the same archive or the same report.
func (r *reading) spokenOf(sidecar File) File {
	for _, f := range r.files {
		if (f.ID == "") == (sidecar.ID == "") && !Sidecar(f.Name, f.Size) && Speaks(sidecar.Name, f.Name) {
			return f
		}
	}
	return File{}
}

// add joins what several files tell of one digest.
func (r *reading) add(maker Maker, name string, told Told) {
	for i := range r.facts.Proofs {
		p := &r.facts.Proofs[i]
		if p.Maker == maker && p.Told.SHA256 == told.SHA256 {
			p.Files = append(p.Files, name)
			p.Disagree = p.Disagree || !samePlace(p.Told, told)
			return
		}
	}
	if len(r.facts.Proofs) == maxProofs {
		r.cut = true
		return
	}
	r.facts.Proofs = append(r.facts.Proofs, Proof{Maker: maker, Files: []string{name}, Told: told})
}

func samePlace(a, b Told) bool {
	same := func(x, y bool) bool { return x == y }
	if !same(a.Place == nil, b.Place == nil) || !same(a.Taken == nil, b.Taken == nil) {
		return false
	}
	return (a.Place == nil || *a.Place == *b.Place) && (a.Taken == nil || a.Taken.Equal(*b.Taken))
}

// find looks for the file that a proof speaks of: by its digest, else by its name.
func (r *reading) find(p *Proof) {
	for i := range r.files {
		f := &r.files[i]
		if !Sidecar(f.Name, f.Size) && r.digest(f) != "" && f.SHA256 == p.Told.SHA256 {
			p.Media, p.MediaID, p.Same, p.Checked = f.Name, f.ID, true, true
			r.stamp(p, *f)
			return
		}
	}
	for _, f := range r.files {
		if p.Told.Name != "" && strings.EqualFold(f.Name, p.Told.Name) {
			p.Media, p.MediaID, p.Checked = f.Name, f.ID, f.SHA256 != ""
			r.stamp(p, f)
			return
		}
	}
}

func (r *reading) stamp(p *Proof, f File) {
	if _, ok := r.stamps[f.SHA256]; ok && f.SHA256 != "" {
		p.Stamp = StampFits
		return
	}
	for _, name := range r.stamps {
		if strings.HasPrefix(name, p.Told.SHA256) || strings.HasPrefix(name, f.Name) {
			p.Stamp = StampDiffers
		}
	}
}

// signatures holds each signature against the file that its name is made of.
func (r *reading) signatures() {
	for _, f := range r.files {
		body, ok := r.bodies[f.Name]
		if !ok {
			continue
		}
		s := Signature{File: f.Name, State: SignatureNoFile}
		target := strings.TrimSuffix(f.Name, path.Ext(f.Name))
		signed := slices.IndexFunc(r.files, func(o File) bool { return o.Name == target })
		if signed < 0 { // ProofMode names the signature of a photograph by its digest
			signed = slices.IndexFunc(r.files, func(o File) bool { return o.SHA256 != "" && o.SHA256 == strings.ToLower(target) })
		}
		if signed < 0 { // … also when the photograph was changed since
			if i := slices.IndexFunc(r.facts.Proofs, func(p Proof) bool { return p.Told.SHA256 == strings.ToLower(target) && p.Media != "" }); i >= 0 {
				signed = slices.IndexFunc(r.files, func(o File) bool { return o.Name == r.facts.Proofs[i].Media })
			}
		}
		var media File
		if signed >= 0 {
			media = r.files[signed]
			s.Of = media.Name
			if bytes, err := r.open(media); err == nil {
				s.check(body, bytes, r.ring)
				bytes.Close()
			}
		}
		r.keep(s, target, media)
	}
}

// keep puts a signature to the proof that it belongs to, or alone.
func (r *reading) keep(s Signature, target string, of File) {
	for i := range r.facts.Proofs {
		p := &r.facts.Proofs[i]
		if s.Of != "" && (p.Media == s.Of || slices.Contains(p.Files, s.Of)) || p.Told.SHA256 != "" && p.Told.SHA256 == strings.ToLower(target) {
			p.Signatures = append(p.Signatures, s)
			return
		}
	}
	if len(r.facts.Proofs) < maxProofs {
		r.facts.Proofs = append(r.facts.Proofs, Proof{Maker: OpenPGP, Media: s.Of, MediaID: of.ID, Signatures: []Signature{s}})
	}
}

// stamped gives the SHA-256 that an OpenTimestamps file is for: its magic bytes, version 1, the
// sign of SHA-256 (0x08), the digest.
func stamped(body []byte) (string, bool) {
	const magic = "\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08"
	rest, ok := bytes.CutPrefix(body, []byte(magic))
	if !ok || len(rest) < 32 {
		return "", false
	}
	return hex.EncodeToString(rest[:32]), true
}
