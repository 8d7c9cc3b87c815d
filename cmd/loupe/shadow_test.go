package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"loupe/internal/testkit"
	"loupe/models"
)

// TestRealPhotographsOnTheWorkbench sends real photographs whose place, time and orientation are known
// and holds what the workbench says of each against that: coordinates, the distance to the claimed
// site, the days to the claimed date, and that it stands upright. Then a shadow is measured in one.
func TestRealPhotographsOnTheWorkbench(t *testing.T) {
	dir := filepath.Join(testkit.Corpus(t), "photos")
	text, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		File, MIME    string
		Lat, Lon      *float64
		Width, Height int
		Orientation   int
		Taken         string `json:"date_time_original"`
		Offset        string
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	h, at := demoHouse(t)
	sites, err := h.records.Sites(t.Context())
	if err != nil || len(sites) == 0 {
		t.Fatal(len(sites), err)
	}
	site := sites[0]
	b := signIn(t, at, "reviewer")
	located, turned := 0, 0
	last, lastLat, lastLon := "", 0.0, 0.0
	for _, x := range all {
		known := x.Lat != nil && x.Lon != nil && located < 6
		wide := x.Orientation > 1 && turned < 8
		if x.MIME != "image/jpeg" || !known && !wide || x.Taken == "" && known || strings.HasPrefix(x.File, "odd-exif") {
			continue
		}
		b2, err := os.ReadFile(filepath.Join(dir, x.File))
		if err != nil {
			t.Fatal(err)
		}
		id := h.tell(t, "a photograph", models.Facts{Categories: []string{"KIL.1"}, Country: "XM", SiteID: site.ID}, b2)
		b.get("/desk/reports/" + string(id))
		exhibit := b.href("ul.thumbs a[href^='/desk/exhibits/']")
		b.get(exhibit)
		page := b.text("main")
		if known {
			located++
			last, lastLat, lastLon = exhibit, *x.Lat, *x.Lon
			if place := fmt.Sprintf("%.3f", *x.Lat); !strings.Contains(page, place[:len(place)-1]) {
				t.Errorf("%s: latitude %s isn't told", x.File, place)
			}
			if km := fmt.Sprintf("%.1f km", apartKm(*x.Lat, *x.Lon, site.Lat, site.Lon)); !strings.Contains(page, km) {
				t.Errorf("%s: the distance of %s isn't told: %s", x.File, km, page)
			}
			if when, err := time.Parse("2006:01:02 15:04:05", x.Taken); err == nil && x.Offset == "" {
				days := int(math.Round(when.Truncate(24*time.Hour).Sub(time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)).Hours() / 24))
				if !strings.Contains(strings.ReplaceAll(page, ",", ""), strconv.Itoa(int(math.Abs(float64(days))))+" days") {
					t.Errorf("%s: %d days from the claim aren't told: %s", x.File, days, page)
				}
			}
		}
		if wide {
			turned++
			src, _ := b.page.Find(".bench img").Attr("src")
			c, err := jpeg.DecodeConfig(bytes.NewReader(b.raw(src)))
			w, hh := x.Width, x.Height
			if x.Orientation >= 5 {
				w, hh = hh, w
			}
			if err != nil || (c.Width > c.Height) != (w > hh) {
				t.Errorf("%s: shown as %d×%d, which isn't upright (%d×%d, orientation %d); %v", x.File, c.Width, c.Height, w, hh, x.Orientation, err)
			}
		}
	}
	if located < 3 || turned < 4 {
		t.Fatalf("%d photographs with a place and %d turned ones were looked at", located, turned)
	}
	heldAgainstOutlines(t, h, b, site, last, lastLat, lastLon)

	// A shadow straight away from the camera falls where the camera looks. At Greenwich's noon in June
	// shadows fall to the north.
	measured := url.Values{"lat": {"51.48"}, "lon": {"0"}, "on": {"2024-06-20"}, "at": {"12:02"}, "offset": {"0"}, "fx": {"50"}, "fy": {"80"}, "tx": {"50"}, "ty": {"70"}, "heading": {"12"}, "field": {"65"}, "horizon": {"40"}}
	b.get(last + "/sun?" + measured.Encode())
	if got := b.text("main"); !strings.Contains(got, "the shadow falls at 12.0°") || !strings.Contains(got, "° apart") {
		t.Errorf("a shadow away from the camera: %s", got)
	}
	b.submit(last, "form[action$='/findings']", form{"text": "the post's shadow fits"})
	b.get(last)
	if got := b.text(".findings"); !strings.Contains(got, "Shadow at 12.0°") || !strings.Contains(got, "the post's shadow fits") {
		t.Errorf("the finding says %q", got)
	}
	// A landmark has its number on the picture and on the plan.
	b.submit(last, "#finding", form{"x": "25", "y": "40", "lat": strconv.FormatFloat(site.Lat, 'f', 5, 64), "lon": strconv.FormatFloat(site.Lon, 'f', 5, 64), "text": "a mast"})
	b.get(last)
	if b.page.Find(".marks circle").Length() != 1 || b.page.Find(".plan.places .dot").Length() != 1 {
		t.Errorf("%d marks in the picture, %d on the plan", b.page.Find(".marks circle").Length(), b.page.Find(".plan.places .dot").Length())
	}
}

// apartKm is the distance by the spherical law of cosines.
func apartKm(lat1, lon1, lat2, lon2 float64) float64 {
	const r = math.Pi / 180
	return 6371 * math.Acos(math.Sin(lat1*r)*math.Sin(lat2*r)+math.Cos(lat1*r)*math.Cos(lat2*r)*math.Cos((lon1-lon2)*r))
}
