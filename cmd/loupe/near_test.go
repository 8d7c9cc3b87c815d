package main

import (
	"bytes"
	"compress/flate"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"image"
	mathrand "math/rand/v2"
	"testing"

	"loupe/models"
	"loupe/seal"
)

// crowd puts the hashes of twenty thousand other photographs into a desk's sealed index, in eight segments
// as searches would have made them. They are said to be a report's own, which they must not bring near to any other.
func crowd(t *testing.T, h *house, desk, report models.ID) {
	t.Helper()
	d, err := h.records.Desk(t.Context(), desk)
	if err != nil {
		t.Fatal(err)
	}
	type photo struct {
		Exhibit string `json:"e"`
		Hash    uint64 `json:"h"`
	}
	type entry struct {
		Report models.ID `json:"r"`
		Photos []photo   `json:"h"`
	}
	random := mathrand.New(mathrand.NewPCG(20, 26))
	for segment := range 8 {
		e := entry{Report: report}
		for i := range 2500 {
			e.Photos = append(e.Photos, photo{fmt.Sprint("crowd-", segment, "-", i), random.Uint64()})
		}
		plain, err := json.Marshal([]entry{e})
		if err != nil {
			t.Fatal(err)
		}
		var packed bytes.Buffer
		w, err := flate.NewWriter(&packed, flate.BestSpeed)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(plain); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		g := models.Segment{DeskID: desk, Generation: d.Generation}
		if g.ID, err = models.NewID(rand.Reader); err != nil {
			t.Fatal(err)
		}
		if g.Sealed, err = seal.Seal(seal.Label{Kind: models.SealSegment, IDs: []string{string(desk), string(g.ID)}}, packed.Bytes(), seal.PublicKey(d.PublicKey)); err != nil {
			t.Fatal(err)
		}
		if err := h.records.AddSegment(t.Context(), g, []models.ID{report}, true); err != nil {
			t.Fatal(err)
		}
	}
}

// smaller is a picture at two thirds of its size.
func smaller(img image.Image) image.Image {
	b := img.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, b.Dx()*2/3, b.Dy()*2/3))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, img.At(b.Min.X+x*3/2, b.Min.Y+y*3/2))
		}
	}
	return out
}
