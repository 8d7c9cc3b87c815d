package browse

import (
	"math/rand/v2"
	"slices"
	"testing"

	"loupe/models"
)

// TestCellsFollowWhatComesAndGoes moves publications about and compares tiles and areas with looking
// at each.
func TestCellsFollowWhatComesAndGoes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	s := newShelf()
	where := map[uint32]spot{}
	for step := range 6000 {
		n := uint32(1 + r.IntN(2000))
		if s.at.of(n) != nil {
			s.remove(n)
			delete(where, n)
		}
		if step%3 == 0 {
			s.all.Remove(n)
			continue
		}
		at := spot{-10 + float64(r.IntN(200))/10, float64(r.IntN(300)) / 10, models.PrecisionDistrict}
		if r.IntN(10) == 0 {
			at = spot{-89.5 + 179*r.Float64(), -180 + 360*r.Float64(), models.PrecisionSite}
		}
		if r.IntN(4) == 0 {
			at = spot{4.321, 18.123, models.PrecisionSite}
		}
		s.all.Add(n)
		s.locate(n, at)
		where[n] = at
	}
	for _, a := range []models.Area{{South: -90, West: -180, North: 90, East: 180}, {South: -5.05, West: 3, North: 4.4, East: 20}, {South: 4, West: 170, North: 60, East: -120}, {South: 4.321, West: 18.123, North: 4.321, East: 18.123}} {
		got, want := s.within(a), 0
		for _, at := range where {
			across := at.lon >= a.West && at.lon <= a.East
			if a.West > a.East {
				across = at.lon >= a.West || at.lon <= a.East
			}
			if across && at.lat >= a.South && at.lat <= a.North {
				want++
			}
		}
		if int(got.GetCardinality()) != want {
			t.Errorf("%d in %+v, want %d", got.GetCardinality(), a, want)
		}
	}
	odd := s.within(models.Area{South: -2, West: 5, North: 9, East: 28})
	for _, base := range []*sight{{base: s.all}, {base: odd}} {
		for z := range 8 {
			total := 0
			for x := range uint32(1) << z {
				for y := range uint32(1) << z {
					t := sight{s: s, base: base.base, level: z + finer}
					t.tile(z, x, y)
					for _, c := range t.out.Clusters {
						total += c.Cases
					}
					for _, p := range t.out.Spots {
						total += p.Cases
					}
				}
			}
			if total != int(base.base.GetCardinality()) {
				t.Errorf("%d cases in all tiles of zoom %d, want %d", total, z, base.base.GetCardinality())
			}
		}
	}
	for n := range where {
		s.remove(n)
	}
	if s.cells.places != 0 || len(s.places) != 0 || slices.ContainsFunc(s.at, func(p *place) bool { return p != nil }) || !s.within(models.Area{South: -90, West: -180, North: 90, East: 180}).IsEmpty() {
		t.Error("something is left on an empty map")
	}
}
