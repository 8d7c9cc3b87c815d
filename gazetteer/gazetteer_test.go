package gazetteer

import (
	"strings"
	"testing"

	"loupe/models"
)

// TestKP reads the gazetteer that ships: each row with its precision and its source, and those that
// nobody has held against a source marked so.
func TestKP(t *testing.T) {
	r, err := Read(KP, File{Source: KPSource})
	if err != nil || len(r.Rows) != 53 || r.Bad() != 0 {
		t.Fatal(len(r.Rows), r.Bad(), err)
	}
	r.Compare(nil)
	unverified, slugs := 0, map[string]bool{}
	for _, x := range r.Rows {
		if x.Site.Unverified {
			unverified++
		}
		if slugs[x.Site.Slug] || x.Site.Source == "" || x.Site.Precision == models.PrecisionExact {
			t.Errorf("row %d: %+v", x.Number, x.Site)
		}
		slugs[x.Site.Slug] = true
	}
	if unverified != 17 {
		t.Errorf("%d places are marked as unverified, want 17", unverified)
	}
	if s := r.Rows[24].Site; s.Slug != "kerouane-gn" || s.Precision != models.PrecisionDistrict || !strings.Contains(s.Note, "town") {
		t.Errorf("%+v", s)
	}
	again, _ := Read(KP, File{Source: KPSource})
	if again.Compare(r.Sites(true)); again.Good() != 0 || again.Twins() != 53 {
		t.Errorf("%d of the same places are taken for new ones", again.Good())
	}
}

// TestRows says what is wrong, row by row, and takes in what is right.
func TestRows(t *testing.T) {
	text := "\xef\xbb\xbfNom;Pays;Latitude;Longitude;mineral1;mineral2\n" +
		"Mine d'Éxemple;COD;-6,5;23,25;Or;Diamant\n;COD;1;1\nX;Atlantis;1;1\nX;CD;95;1\nX;CD;0;0\nX;CD;1;1;a;b;c;d\nMine d Exemple;CD;-6,51;23,25\n"
	r, err := Read([]byte(text), File{Source: "a survey"})
	if err != nil {
		t.Fatal(err)
	}
	r.Compare(nil)
	if s := r.Rows[0].Site; s.Country != "CD" || s.Lat != -6.5 || s.Minerals != "Or; Diamant" || s.Slug != "mine-d-exemple-cd" || s.Source != "a survey" || s.Precision != models.PrecisionDistrict {
		t.Errorf("%+v", s)
	}
	for i, key := range []string{"gazetteer.error.name", "gazetteer.error.country", "gazetteer.error.lat", "gazetteer.error.nowhere", "gazetteer.error.row"} {
		if x := r.Rows[i+1]; len(x.Wrong) != 1 || x.Wrong[0].Key != key || x.Number != i+3 {
			t.Errorf("row %d: %+v, want %s", x.Number, x.Wrong, key)
		}
	}
	if twin := r.Rows[6].Twin; twin == nil || twin.Row != 2 || r.Good() != 1 || r.Bad() != 5 || r.Twins() != 1 {
		t.Errorf("%+v; %d good, %d bad, %d twins", twin, r.Good(), r.Bad(), r.Twins())
	}
	geo := `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[23.6,-6.15]},"properties":{"Name":"Pit 2","iso3":"COD","precision":"site","minerals":["diamond","gold"]}},{"geometry":{"type":"LineString","coordinates":[[1,2]]}},7,{"geometry":null}]}`
	if r, err = Read([]byte(geo), File{Source: "a survey"}); err != nil || len(r.Rows) != 4 || r.Bad() != 3 || r.Rows[0].Site.Minerals != "diamond; gold" || r.Rows[0].Site.Lon != 23.6 || r.Rows[0].Site.Precision != models.PrecisionSite {
		t.Errorf("%+v %v", r, err)
	}
	for _, bad := range []string{"", "a,b\n1,2\n", "\xff\xfe", "{", "name,lat,lon\n"} {
		if _, err := Read([]byte(bad), File{Source: "x"}); models.KindOf(err) != models.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// FuzzRead reads whatever is uploaded: it is refused, or each row is good or says what is wrong.
func FuzzRead(f *testing.F) {
	f.Add([]byte("name,country,lat,lon\nA,CD,1,2\n\"B,CD"))
	f.Add([]byte(`{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[1,2]},"properties":{"name":"x"}}]}`))
	for _, g := range []string{
		`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]],[[0.5,0.2],[0.6,0.2],[0.6,0.3],[0.5,0.2]]]}`,
		`{"type":"MultiPolygon","coordinates":[[[[0,0],[0,1],[1,1],[0,0]]],[[[2,2],[3,2,7],[3,3],[2,2]]]]}`,
		`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[0.9,0.5]},{"type":"Polygon","coordinates":[[[179,0],[-179,0],[1,1],[179,0]]]}]}`,
	} {
		f.Add([]byte(`{"type":"FeatureCollection","features":[{"geometry":` + g + `,"properties":{"name":"x"}}]}`))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read(data, File{Source: "s", Country: "CD"})
		if err != nil {
			if models.KindOf(err) != models.Invalid {
				t.Error(err)
			}
			return
		}
		r.Compare(nil)
		for _, s := range r.Sites(true) {
			if s.Name == "" || len(s.Country) != 2 || s.Slug == "" || !(s.Lat >= -90 && s.Lat <= 90) || !(s.Lon >= -180 && s.Lon <= 180) || strings.ContainsAny(s.Name, "\n\x00") {
				t.Errorf("%+v", s)
			}
		}
		for _, o := range r.Outlines(TwinsSites) {
			whole(t, o.Outline)
		}
	})
}

// whole holds that an outline is what its type says.
func whole(t *testing.T, o models.Outline) {
	t.Helper()
	if n := o.Points(); n < 4 || n > keptPoints {
		t.Errorf("%d points", n)
	}
	for _, area := range o {
		for _, r := range area {
			if len(r) < 4 || r[0] != r[len(r)-1] {
				t.Errorf("a ring that isn't one: %v", r)
			}
			for _, p := range r {
				if !(p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90) {
					t.Errorf("a place that isn't one: %v", p)
				}
			}
		}
	}
	if b := o.Box(); b.East-b.West > maxDegrees || b.North-b.South > maxDegrees || b.West > b.East {
		t.Errorf("%+v", b)
	}
}
