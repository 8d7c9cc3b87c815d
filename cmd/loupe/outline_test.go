package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"loupe/gazetteer"
	"loupe/models"
)

// concession is a file with one site, drawn as a square around 6.15 S, 23.65 E with so many degrees to each side.
func concession(name, half string) string {
	ring := map[string]string{
		"0.02": `[[23.63,-6.17],[23.67,-6.17],[23.67,-6.13],[23.63,-6.13],[23.63,-6.17]]`,
		"0.03": `[[23.62,-6.18],[23.68,-6.18],[23.68,-6.12],[23.62,-6.12],[23.62,-6.18]]`,
	}[half]
	return `{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon","coordinates":[` + ring + `]},"properties":{"name":"` + name + `","country":"COD","precision":"site"}}]}`
}

// outlinesOfSites goes the way of an admin with outlines: a file is looked at, taken in, shown to readers, taken
// in again in a newer form, and taken out. It is called with the house of TestAFileOfSites.
func outlinesOfSites(t *testing.T, h *house, b *browser, take func(text, source string), undo func(source string)) {
	const page = "/desk/admin/sites/import"
	b.get(page)
	b.upload(page, form{"csrf": b.csrf(), "source": "a cadastre"}, "file", "sites.geojson", []byte(concession("Long Concession", "0.02")))
	if text := b.page.Text(); !strings.Contains(text, "One of them with an outline.") || !strings.Contains(text, "Outline: 19.7 km², 5 points") || b.page.Find("svg.outline path").Length() != 1 {
		t.Errorf("the preview says nothing of the outline: %s", b.page.Find(".pane").First().Text())
	}
	take(concession("Long Concession", "0.02"), "a cadastre")
	shown := func(want int, texts ...string) {
		t.Helper()
		b.get("/sites/long-concession-cd")
		b.expect(200)
		if n := b.page.Find(".ground path.area").Length(); n != want {
			t.Fatalf("%d outlines are drawn, want %d", n, want)
		}
		for _, text := range texts {
			if !strings.Contains(b.page.Find("main").Text(), text) {
				t.Errorf("no %q", text)
			}
		}
	}
	shown(1, "About 19.7 km²", "Source of the outline: a cadastre")
	// Read again, what we hand out of it is what is there already.
	sites := b.raw("/api/v1/sites.geojson")
	reading, err := h.People.ReadSitesHere(t.Context(), sites, gazetteer.File{Source: "a cadastre"})
	if err != nil || reading.Good() != 0 || reading.Outlined() != 1 {
		t.Fatalf("%v: %d good, %d bad, %d with an outline", err, reading.Good(), reading.Bad(), reading.Outlined())
	}
	if o := reading.Outlines(gazetteer.TwinsSources); len(o) != 1 || o[0].SiteSlug != "long-concession-cd" || o[0].Source != "a cadastre" || !o[0].Outline.Contains(-6.15, 23.65) {
		t.Errorf("%+v", o)
	}
	// The same file again says nothing new; a newer one stands in its place until it is taken out.
	take(concession("Long Concession", "0.02"), "a cadastre")
	if text := b.page.Text(); !strings.Contains(text, "nothing was taken in") {
		t.Error("the same outline was taken in twice")
	}
	take(concession("Long concession", "0.03"), "a survey of the ground")
	shown(1, "About 44.3 km²", "Source of the outline: a survey of the ground")
	var squares []struct {
		Slug  string
		Areas models.Outline
	}
	// Of zoom 9: column 289, row 264.
	if err := json.Unmarshal(b.raw("/map/outlines/289/264.json"), &squares); err != nil || len(squares) != 1 || squares[0].Slug != "long-concession-cd" || squares[0].Areas.Outside(-6.15, 23.65) != 0 {
		t.Errorf("%v %+v", err, squares)
	}
	if err := json.Unmarshal(b.raw("/map/outlines/10/10.json"), &squares); err != nil || len(squares) != 0 {
		t.Errorf("%v %+v", err, squares)
	}
	undo("a survey of the ground")
	shown(1, "About 19.7 km²")
	undo("a cadastre")
	b.get("/sites/long-concession-cd")
	b.expect(404)
}

// heldAgainstOutlines draws a site around the place of a photograph, then beside it, and reads what the workbench
// makes of that.
func heldAgainstOutlines(t *testing.T, h *house, b *browser, site models.Site, exhibit string, lat, lon float64) {
	t.Helper()
	for i, x := range []struct {
		west float64 // edge, in degrees from the photograph
		want string
	}{
		{-0.002, "Inside the outline of " + site.Name},
		{0.002, fmt.Sprintf("%v m outside of the outline of %s", math.Ceil(apartKm(lat, lon, lat, lon+0.002)*1000), site.Name)},
		{0.05, fmt.Sprintf("%v km outside of the outline of %s", math.Round(apartKm(lat, lon, lat, lon+0.05)*10)/10, site.Name)},
	} {
		west, east := lon+x.west, lon+x.west+0.01
		id, err := models.NewID(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now().Add(time.Duration(i) * time.Minute)
		drawn := models.SiteOutline{ID: id, SiteSlug: site.Slug, Source: "a walk with a GPS", ImportID: id, At: now, Outline: models.Outline{{{{west, lat - 0.01}, {east, lat - 0.01}, {east, lat + 0.01}, {west, lat + 0.01}, {west, lat - 0.01}}}}}
		in := models.SiteImport{ID: id, Source: drawn.Source, At: now}
		if _, err := h.records.ImportSites(t.Context(), in, nil, nil, []models.SiteOutline{drawn}, models.Custody{ItemKind: models.ItemPlatform, Deed: models.DeedSiteAdd, At: now}); err != nil {
			t.Fatal(err)
		}
		b.get(exhibit)
		if got := b.text("main"); !strings.Contains(got, x.want) || !strings.Contains(got, "the site’s outline as a source draws it (a walk with a GPS)") || b.page.Find(".plan path.area").Length() != 1 {
			t.Errorf("no %q: %s", x.want, got)
		}
	}
}
