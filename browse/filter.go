package browse

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"loupe/models"
)

// InCountry stands between a country's code and the name of a region where no country is chosen:
// "CF:Lobaye".
const InCountry = ":"

// FilterOf reads a filter from the address of the public list, and bounds it.
func FilterOf(v url.Values) models.SearchFilter {
	outcome := v.Get("outcome")
	if outcome == "" {
		outcome = v.Get("status")
	}
	country, region := v.Get("country"), v.Get("region")
	if in, name, both := strings.Cut(region, InCountry); both && (country == "" || country == in) {
		country, region = in, name
	}
	return Check(models.SearchFilter{
		Query: v.Get("q"), Country: country, Region: region, Site: v.Get("site"), Category: v.Get("category"), Outcome: models.Outcome(outcome),
		Actor: v.Get("actor"), Link: v.Get("link"), KP: models.KPReading(v.Get("kp")), Area: areaIn(v), FollowUp: models.FollowUp(v.Get("followup")),
		From: v.Get("from"), To: v.Get("to"), Year: v.Get("year"), Unplaced: v.Get("placed") == "no", Sort: models.SearchSort(v.Get("sort")), After: v.Get("after"),
	})
}

// areaIn reads an area from "area", or from the four fields of the form that draws one.
func areaIn(v url.Values) *models.Area {
	if text := v.Get("area"); text != "" {
		return AreaOf(text)
	}
	return AreaOf(strings.Join([]string{v.Get("west"), v.Get("south"), v.Get("east"), v.Get("north")}, ","))
}

// AreaOf reads "west,south,east,north" in degrees, as RFC 7946 orders a box; nil for anything else.
func AreaOf(text string) *models.Area {
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return nil
	}
	var v [4]float64
	for i, p := range parts {
		f, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		limit := []float64{180, 90}[i%2]
		if err != nil || math.IsNaN(f) || math.Abs(f) > limit {
			return nil
		}
		v[i] = f
	}
	if v[1] > v[3] {
		return nil
	}
	return &models.Area{West: v[0], South: v[1], East: v[2], North: v[3]}
}
