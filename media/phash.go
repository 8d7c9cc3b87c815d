package media

import (
	"bytes"
	"image"
	"image/jpeg"
	"math"
	"math/bits"
	"slices"

	"golang.org/x/image/draw"
)

const (
	hashSide = 32 // pixels of the grey picture that is transformed
	hashLow  = 8  // frequencies that are kept on each axis
)

// cosines of the discrete cosine transform (type II), for the frequencies that are kept.
var cosines = func() (c [hashLow + 1][hashSide]float64) {
	for u := range c {
		for x := range c[u] {
			c[u][x] = math.Cos(float64(2*x+1) * float64(u) * math.Pi / (2 * hashSide))
		}
	}
	return c
}()

// Hash gives a picture's perceptual hash: 64 bits of which few change when the picture is scaled,
// re-encoded, or made a little lighter. It follows the usual construction from low frequencies of
// the cosine transform against their median (C. Zauner, Implementation and Benchmarking of
// Perceptual Image Hash Functions, 2010).
func Hash(img image.Image) uint64 {
	grey := image.NewGray(image.Rect(0, 0, hashSide, hashSide))
	draw.ApproxBiLinear.Scale(grey, grey.Bounds(), shrunk(img), shrunk(img).Bounds(), draw.Src, nil)
	var rows [hashSide][hashLow + 1]float64
	for y := range hashSide {
		for u := range hashLow + 1 {
			for x := range hashSide {
				rows[y][u] += float64(grey.Pix[y*grey.Stride+x]) * cosines[u][x]
			}
		}
	}
	var values [hashLow * hashLow]float64
	for v := range hashLow {
		for u := range hashLow {
			for y := range hashSide {
				values[v*hashLow+u] += rows[y][u+1] * cosines[v+1][y] // the constant parts are left out
			}
		}
	}
	sorted := values
	slices.Sort(sorted[:])
	median := (sorted[31] + sorted[32]) / 2
	var h uint64
	for i, v := range values {
		if v > median {
			h |= 1 << i
		}
	}
	return h
}

// shrunk averages a large picture down first: one great step would look at a few pixels only.
func shrunk(img image.Image) image.Image {
	if b := img.Bounds(); max(b.Dx(), b.Dy()) > 4*hashSide {
		return fit(img, 4*hashSide)
	}
	return img
}

// HashJPEG is Hash for a preview or thumbnail made here.
func HashJPEG(b []byte) (uint64, error) {
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		return 0, ErrUnreadable
	}
	return Hash(img), nil
}

const (
	bands    = 4 // pieces of a hash
	bandBits = 16
)

// NearHashes is how many of 64 bits may differ between two hashes for Near to find them. Of four pieces
// at least one then differs in two bits at most, so all that is near lies in a bucket with such a piece.
const NearHashes = 10

// HashIndex finds hashes near another one without comparing it with all. It is built once and then
// only read.
type HashIndex struct {
	hashes []uint64
	first  [bands][1 << bandBits]int32 // place, from 1, of the first hash with a piece; 0 for none
	next   [bands][]int32              // and of the one after each
}

// probes are the ways in which a piece can differ in two bits at most.
var probes = func() []uint64 {
	out := []uint64{0}
	for i := range bandBits {
		out = append(out, 1<<i)
		for k := range i {
			out = append(out, 1<<i|1<<k)
		}
	}
	return out
}()

// NewHashIndex indexes hashes; Near gives places in the list.
func NewHashIndex(hashes []uint64) *HashIndex {
	x := &HashIndex{hashes: hashes}
	for b := range bands {
		x.next[b] = make([]int32, len(hashes))
		for i, h := range hashes {
			bucket := &x.first[b][piece(h, b)]
			x.next[b][i], *bucket = *bucket, int32(i+1)
		}
	}
	return x
}

func piece(h uint64, band int) uint64 { return h >> (band * bandBits) & (1<<bandBits - 1) }

// Near gives the places of hashes that differ from h in at most NearHashes bits, in order, and how many
// hashes h was compared with to find them.
func (x *HashIndex) Near(h uint64) (places []int, compared int) {
	for b := range bands {
		for _, probe := range probes {
			for at := x.first[b][piece(h, b)^probe]; at > 0; at = x.next[b][at-1] {
				compared++
				if bits.OnesCount64(x.hashes[at-1]^h) <= NearHashes {
					places = append(places, int(at-1))
				}
			}
		}
	}
	slices.Sort(places)
	return slices.Compact(places), compared
}
