package gazetteer

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"loupe/models"
)

// collection is a file of features, each a geometry and its properties.
func collection(features ...string) []byte {
	return []byte(`{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`)
}

func drawnAs(geometry, more string) string {
	return `{"type":"Feature","geometry":` + geometry + `,"properties":{"name":"Concession 7","country":"CD"` + more + `}}`
}

// TestOutlinesAreRead reads outlines as programs write them, however they turn, and says what is wrong with
// those that are none.
func TestOutlinesAreRead(t *testing.T) {
	const (
		with    = `{"type":"Polygon","coordinates":[[[23.6,-6.1],[23.6,-6.2],[23.7,-6.2],[23.7,-6.1],[23.6,-6.1]],[[23.62,-6.12],[23.64,-6.12],[23.64,-6.14],[23.62,-6.12]]]}`
		against = `{"type":"Polygon","coordinates":[[[23.6,-6.1,410],[23.7,-6.1,410],[23.7,-6.2,410],[23.6,-6.2,410],[23.6,-6.1,410]],[[23.62,-6.12],[23.64,-6.14],[23.64,-6.12],[23.62,-6.12]]]}`
		horse   = `{"type":"Polygon","coordinates":[[[0,0],[0.03,0],[0.03,0.03],[0.02,0.03],[0.02,0.01],[0.01,0.01],[0.01,0.03],[0,0.03],[0,0]]]}`
		two     = `{"type":"MultiPolygon","coordinates":[[[[1,1],[1.01,1],[1.01,1.01],[1,1]]],[[[1.1,1.1],[1.2,1.1],[1.2,1.2],[1.1,1.2],[1.1,1.1]]]]}`
	)
	r, err := Read(collection(
		drawnAs(with, ""), drawnAs(against, ""), drawnAs(horse, ""), drawnAs(two, ""),
		drawnAs(with, `,"lat":-6.11,"lon":23.61,"precision":"district"`),
		drawnAs(`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[23.69,-6.19]},`+with+`]}`, ""),
		drawnAs(with, `,"x":785000,"y":9318000`), // a centre in metres of some grid is no place
	), File{Source: "a cadastre"})
	if err != nil || r.Bad() != 0 {
		t.Fatalf("%v %+v", err, r)
	}
	for i, x := range r.Rows {
		whole(t, x.Outline.Outline)
		for _, area := range x.Outline.Outline {
			for j, ring := range area {
				if ring.Turns() != (j == 0) {
					t.Errorf("row %d: ring %d turns the wrong way", i+1, j)
				}
			}
		}
		if !x.Outline.Contains(x.Site.Lat, x.Site.Lon) {
			t.Errorf("row %d: its place %v, %v is not inside", i+1, x.Site.Lat, x.Site.Lon)
		}
	}
	if a, b := r.Rows[0], r.Rows[1]; a.Site.Lat != b.Site.Lat || math.Abs(a.Site.Lat+6.15) > 0.001 || math.Abs(a.Outline.SquareKilometres()-b.Outline.SquareKilometres()) > 1e-6 || a.Site.Precision != models.PrecisionDistrict {
		t.Errorf("%+v and %+v differ", a.Site, b.Site)
	}
	if s := r.Rows[3].Site; s.Lat != 1.15 || s.Lon < 1.149 || s.Lon > 1.151 {
		t.Errorf("the middle of the larger part is taken for %v, %v", s.Lat, s.Lon)
	}
	if s := r.Rows[4].Site; s.Lat != -6.11 || s.Lon != 23.61 || s.Precision != models.PrecisionDistrict {
		t.Errorf("%+v", s)
	}
	if s := r.Rows[5].Site; s.Lat != -6.19 || s.Lon != 23.69 {
		t.Errorf("%+v", s)
	}
	if s := r.Rows[6].Site; math.Abs(s.Lat+6.15) > 0.001 {
		t.Errorf("%+v", s)
	}
	polygon := func(coordinates string) string { return `{"type":"Polygon","coordinates":` + coordinates + `}` }
	for geometry, key := range map[string]string{
		polygon(`[[[0,0],[1,0],[1,1],[0,1]]]`):                                                         "outline.error.open",
		polygon(`[[[0,0],[1,0],[0,0]]]`):                                                               "outline.error.flat",
		polygon(`[[[0,0],[1,1],[2,2],[0,0]]]`):                                                         "outline.error.flat",
		polygon(`[[[0,0],[1,0],[1,91],[0,0]]]`):                                                        "outline.error.range",
		polygon(`[[[0,0],[785000,9318000],[1,1],[0,0]]]`):                                              "outline.error.range",
		polygon(`[[[179.9,0],[-179.9,0],[-179.9,0.1],[179.9,0]]]`):                                     "outline.error.meridian",
		polygon(`[[[0,0],[9,0],[9,9],[0,0]]]`):                                                         "outline.error.wide",
		polygon(`[[["a"]]]`):                                                                           "outline.error.read",
		polygon(`[]`):                                                                                  "outline.error.read",
		`{"type":"LineString","coordinates":[[0,0],[1,1]]}`:                                            "gazetteer.error.point",
		`{"type":"GeometryCollection","geometries":[]}`:                                                "gazetteer.error.point",
		polygon(`[` + strings.Repeat(`[[0,0],[1,0],[1,1],[0,0]],`, 61) + `[]]`):                        "outline.error.flat",
		polygon(`[` + strings.Repeat(`[[0,0],[1,0],[1,1],[0,0]],`, 60) + `[[0,0],[1,0],[1,1],[0,0]]]`): "outline.error.rings",
	} {
		r, err := Read(collection(drawnAs(geometry, "")), File{Source: "a cadastre"})
		if err != nil || len(r.Rows[0].Wrong) != 1 || r.Rows[0].Wrong[0].Key != key {
			t.Errorf("%.80s: %+v %v, want %s", geometry, r.Rows, err, key)
		}
	}
	if r, _ := Read(collection(drawnAs(with, `,"lat":6.15,"lon":23.65`)), File{Source: "a cadastre"}); r.Rows[0].Wrong[0].Key != "outline.error.apart" {
		t.Errorf("a place in another hemisphere: %+v", r.Rows[0].Wrong)
	}
}

// TestOutlinesAreThinned draws a coast of 5,000 corners: few are kept, none farther than is said from it.
func TestOutlinesAreThinned(t *testing.T) {
	var ring [][2]float64
	for i := range 5000 {
		a := 2 * math.Pi * float64(i) / 5000
		r := 0.1 + 0.002*math.Sin(40*a) + 0.0004*math.Sin(900*a)
		ring = append(ring, [2]float64{25 + r*math.Cos(a), 5 + r*math.Sin(a)})
	}
	ring = append(ring, ring[0])
	text, err := json.Marshal([][][2]float64{ring})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Read(collection(drawnAs(fmt.Sprintf(`{"type":"Polygon","coordinates":%s}`, text), "")), File{Source: "a cadastre"})
	if err != nil || r.Bad() != 0 {
		t.Fatal(err, r.Rows[0].Wrong)
	}
	d := r.Rows[0].Outline
	whole(t, d.Outline)
	if d.Points != 5001 || d.Metres < 1 || d.Metres > 200 {
		t.Errorf("%d points, %v m", d.Points, d.Metres)
	}
	line := models.Outline{{models.Ring(ring)}}
	for i, p := range ring {
		at := models.Apart(p[1], p[0], 5, 25)
		if off := d.Outside(p[1], p[0]) * 1000; off > d.Metres*1.02 {
			t.Fatalf("corner %d, %v km from the middle, is %v m outside of what is kept, which says %v m", i, at, off, d.Metres)
		}
	}
	if a, b := d.SquareKilometres(), line.SquareKilometres(); math.Abs(a-b) > b/50 {
		t.Errorf("%v square kilometres of %v", a, b)
	}
	r.Compare(nil)
	if list := r.Outlines(TwinsSources); len(list) != 1 || list[0].SiteSlug != "concession-7-cd" || list[0].Source != "a cadastre" {
		t.Errorf("%+v", list)
	}
}

// TestAnOutlineFindsItsSite finds the site that is there already far from the middle of its concession.
func TestAnOutlineFindsItsSite(t *testing.T) {
	r, err := Read(collection(drawnAs(`{"type":"Polygon","coordinates":[[[23,-6.5],[24,-6.5],[24,-6],[23,-6],[23,-6.5]]]}`, "")), File{Source: "a cadastre"})
	if err != nil {
		t.Fatal(err)
	}
	r.Compare([]models.Site{{Slug: "c", Name: "Concession 7", Lat: -6.05, Lon: 23.95, Country: "CD"}, {Slug: "d", Name: "Concession 8", Lat: -6.06, Lon: 23.95, Country: "CD"}})
	if x := r.Rows[0].Twin; x == nil || x.Slug != "c" || x.Kilometres < 40 {
		t.Errorf("%+v", x)
	}
	if list := r.Outlines(TwinsSources); list[0].SiteSlug != "c" {
		t.Errorf("%+v", list)
	}
	if list := r.Outlines(TwinsOut); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}
