package media

import (
	"context"
	"image"
	"io"
	"math"
	"slices"
	"sync"

	"golang.org/x/image/draw"
)

// Face is where a machine takes a face to be, in fractions of the upright picture. It is a suggestion: it
// misses faces and sees some that aren't there.
type Face struct {
	Box
	Score float64 // 0 to 1, how sure
}

const (
	faceScore = 0.35 // below it is mostly cloth and leaves
	sameFace  = 0.4  // overlap, as a share of both, from which two boxes are one face
	maxFaces  = 60
	// faceMargin widens a box on each side, as a share of it: the network frames a face from the brows to
	// the chin, and hair and ears tell who somebody is too.
	faceMargin = 0.18
)

// faceSides are the longest sides, in pixels, at which a picture is looked through: the small one for
// faces that fill it, the large one for those of a crowd.
var faceSides = []int{512, 1152}

var network = sync.OnceValues(readNetwork)

// Faces looks for faces in a picture, surest first. The errors are those of Derive.
func (p *Processor) Faces(ctx context.Context, r io.ReaderAt, size int64) ([]Face, error) {
	net, err := network()
	if err != nil {
		return nil, err
	}
	img, release, err := p.upright(ctx, r, size, faceSides[len(faceSides)-1])
	if err != nil {
		return nil, err
	}
	defer release()
	var found []Face
	for _, side := range faceSides {
		w, h := img.Rect.Dx(), img.Rect.Dy()
		scale := float64(side) / float64(max(w, h))
		// The network halves the picture five times.
		small := image.NewRGBA(image.Rect(0, 0, near32(float64(w)*scale), near32(float64(h)*scale)))
		draw.ApproxBiLinear.Scale(small, small.Rect, img, img.Rect, draw.Src, nil)
		list, err := net.look(ctx, small)
		if err != nil {
			return nil, err
		}
		found = append(found, list...)
	}
	return distinct(found), nil
}

func near32(v float64) int { return max(32, int(math.Round(v/32))*32) }

// distinct keeps the surest of boxes that are one face, and widens them.
func distinct(found []Face) []Face {
	slices.SortFunc(found, func(a, b Face) int {
		if a.Score > b.Score {
			return -1
		}
		return 1
	})
	var out []Face
	for _, f := range found {
		if len(out) < maxFaces && !slices.ContainsFunc(out, func(o Face) bool { return overlap(o.Box, f.Box) > sameFace }) {
			out = append(out, f)
		}
	}
	for i, f := range out {
		x, y := max(0, f.X-f.W*faceMargin), max(0, f.Y-f.H*faceMargin)
		out[i].Box = Box{x, y, min(1, f.X+f.W*(1+faceMargin)) - x, min(1, f.Y+f.H*(1+faceMargin)) - y}
	}
	return out
}

// overlap is the share that two boxes have in common of all that they cover, 0 to 1.
func overlap(a, b Box) float64 {
	w := min(a.X+a.W, b.X+b.W) - max(a.X, b.X)
	h := min(a.Y+a.H, b.Y+b.H) - max(a.Y, b.Y)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h / (a.W*a.H + b.W*b.H - w*h)
}
