package browse

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/models"
)

// TestBothWaysOfCounting: publications come, are corrected and withdrawn; whatever is asked for, they are as
// many when they are looked at one by one as the sets of each value say.
func TestBothWaysOfCounting(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	s := newShelf()
	pick := func(of []string) string { return of[r.IntN(len(of))] }
	acts := []string{"KIL.1", "KIL.2", "TOR.1", "LAB.3", "LAB.4", ""}
	for change := range 4000 {
		f := models.PublicFacts{
			Ordinal: 1 + uint32(r.IntN(1500))*uint32(1+90*r.IntN(2)), Change: int64(change), Withdrawn: r.IntN(9) == 0,
			Country: pick([]string{"CF", "AO", ""}), Region: pick([]string{"Lobaye", "Lunda", ""}), Site: fmt.Sprint("site", r.IntN(300)),
			Categories: []string{pick(acts), pick(acts), pick(acts)}, Actors: []string{pick([]string{"army", "police"}), pick([]string{"army", "company"})},
			Outcome: models.Outcome(pick([]string{"verified", "contested"})), OccurredOn: pick([]string{"", "2021", "2021-04", "2022-11-03"}),
		}
		s.take(f)
	}
	for _, base := range []*roaring.Bitmap{roaring.New(), s.set(byCountry, "CF"), roaring.And(s.set(byOutcome, "verified"), s.set(byAct, "LAB.3"))} {
		for d := range s.sets {
			d, bySets := dimension(d), map[string]int{}
			for value, set := range s.sets[d] {
				bySets[value] = int(base.AndCardinality(set))
			}
			counts := map[dimension][]int{}
			s.look(base, []dimension{d, byYear}, counts)
			for i, n := range counts[d] {
				if value := s.forward[d].names[i]; n != bySets[value] {
					t.Errorf("of %d, %q of dimension %d: %d one by one, %d by its set", base.GetCardinality(), value, d, n, bySets[value])
				}
			}
		}
	}
	if s.set(byCountry, "CF").GetCardinality() < 100 {
		t.Error("too little was counted")
	}
}
