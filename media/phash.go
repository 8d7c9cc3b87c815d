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
	bands    = 11 // pieces of a hash, of six bits, the last of four
	bandBits = 6
)

// NearHashes is how many of 64 bits may differ between two hashes for Near to find them: with eleven
// bands, two hashes that differ in ten bits have at least one band alike.
const NearHashes = bands - 1

// HashIndex finds hashes near another one without comparing it with all. It is built once and then
// only read.
type HashIndex struct {
	hashes  []uint64
	buckets [bands][1 << bandBits][]int32
}

// NewHashIndex indexes hashes; Near gives places in the list.
func NewHashIndex(hashes []uint64) *HashIndex {
	x := &HashIndex{hashes: hashes}
	for i, h := range hashes {
		for b := range bands {
			piece := h >> (b * bandBits) & (1<<bandBits - 1)
			x.buckets[b][piece] = append(x.buckets[b][piece], int32(i))
		}
	}
	return x
}

// Near gives the places of hashes that differ from h in at most NearHashes bits, in order.
func (x *HashIndex) Near(h uint64) []int {
	var out []int
	seen := map[int32]bool{}
	for b := range bands {
		for _, i := range x.buckets[b][h>>(b*bandBits)&(1<<bandBits-1)] {
			if !seen[i] {
				seen[i] = true
				if bits.OnesCount64(x.hashes[i]^h) <= NearHashes {
					out = append(out, int(i))
				}
			}
		}
	}
	slices.Sort(out)
	return out
}
