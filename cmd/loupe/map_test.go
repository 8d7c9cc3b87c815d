package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"loupe/models"
)

// tilesAgree walks the tiles of a search from the whole world down to where they are told whole, and
// holds each zoom against the publications that it should show.
func tilesAgree(t *testing.T, h *house, f models.SearchFilter, want []models.Publication) {
	t.Helper()
	refs := map[string]bool{}
	for _, p := range want {
		refs[p.Ref] = true
	}
	var walk func(z, x, y int) int
	walk = func(z, x, y int) int {
		tile, err := h.published.Tile(t.Context(), f, z, x, y)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, s := range tile.Spots {
			if n += s.Cases; !refs[s.Ref] || s.Title == "" || s.Precision == "" {
				t.Errorf("%+v: a tile shows %+v, which the list doesn't", f, s)
			}
		}
		for _, c := range tile.Clusters {
			n += c.Cases
		}
		if !tile.Whole {
			deeper := 0
			for i := range 4 {
				deeper += walk(z+1, 2*x+i%2, 2*y+i/2)
			}
			if deeper != n {
				t.Errorf("%+v: tile %d/%d/%d has %d cases, the four below %d", f, z, x, y, n, deeper)
			}
		}
		return n
	}
	if got := walk(0, 0, 0); got != len(want) {
		t.Errorf("%+v: %d cases on the map, want %d", f, got, len(want))
	}
}

// TestTiles asks for tiles as a map does.
func TestTiles(t *testing.T) {
	h, _ := demoHouse(t)
	site := httptest.NewServer(h.handler)
	defer site.Close()
	get := func(address, tag string) (*http.Response, models.MapTile) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site.URL+address, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("If-None-Match", tag)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var tile models.MapTile
		if response.StatusCode == http.StatusOK {
			if err := json.NewDecoder(response.Body).Decode(&tile); err != nil {
				t.Fatal(err)
			}
		}
		return response, tile
	}
	first, tile := get("/map/tiles/0/0/0", "")
	if len(tile.Spots) == 0 || !tile.Whole || first.Header.Get("Etag") == "" || first.Header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("%+v %v", tile, first.Header)
	}
	if again, _ := get("/map/tiles/0/0/0", first.Header.Get("Etag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("an unchanged tile answers %d", again.StatusCode)
	}
	spot := tile.Spots[0]
	if spot.Precision == models.PrecisionDistrict && spot.Kilometres < 5 {
		t.Errorf("a district is drawn as a pin: %+v", spot)
	}
	if _, none := get("/map/tiles/0/0/0.json?q=nothingiscalledso", ""); len(none.Spots)+len(none.Clusters) != 0 {
		t.Errorf("the search isn't asked: %+v", none)
	}
	_, here := get(fmt.Sprintf("/map/tiles/0/0/0?area=%g,%g,%g,%g", spot.Lon, spot.Lat, spot.Lon, spot.Lat), "")
	if len(here.Spots) == 0 || here.Spots[0].Lat != spot.Lat {
		t.Errorf("an area that is one place finds %+v", here)
	}
	for _, address := range []string{"/map/tiles/0/1/0", "/map/tiles/19/0/0", "/map/tiles/-1/0/0", "/map/tiles/a/b/c", "/map/tiles/2/3/" + strings.Repeat("9", 40)} {
		if r, _ := get(address, ""); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", address, r.StatusCode)
		}
	}
	withdrawOne(t, h, spot.Ref)
	after, tile := get("/map/tiles/0/0/0", first.Header.Get("Etag"))
	body, _ := json.Marshal(tile)
	if after.StatusCode != http.StatusOK || strings.Contains(string(body), spot.Ref) {
		t.Errorf("%d: what was withdrawn is on the map", after.StatusCode)
	}
}
