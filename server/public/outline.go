package public

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// SiteGround is the drawing of a site's outline, with the sites that lie in the picture.
type SiteGround struct {
	web.Ground
	models.SiteOutline
	Path      string
	Square    string // kilometres, written
	Bar       string // kilometres, written
	BarLength float64
	Around    []Around
	Looked    string // address of the map that shows as much
}

// Around is another site in the drawing.
type Around struct {
	models.NearSite
	X, Y float64
}

// ground draws a site's outline; nil when it has none.
func (d *Door) ground(c echo.Context, p web.Page, s models.Site, nearby []models.NearSite) (*SiteGround, error) {
	o, err := d.browse.SiteOutline(c.Request().Context(), s.Slug)
	if errors.Is(err, models.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := &SiteGround{SiteOutline: o, Ground: web.Ground{Lat: s.Lat, Lon: s.Lon, Kilometres: 1.15 * max(0.1, o.Outline.Reach(s.Lat, s.Lon))}}
	out.Path = out.Line(o.Outline)
	out.Square = p.Number(web.Digits(o.Outline.SquareKilometres()))
	km, wide := out.Ground.Bar()
	out.Bar, out.BarLength = p.Number(km), wide
	for _, n := range nearby {
		if x, y := out.Ground.At(n.Lat, n.Lon); x > 4 && x < 196 && y > 4 && y < 196 {
			out.Around = append(out.Around, Around{n, x, y})
		}
	}
	box := o.Outline.Around(s.Lon).Box()
	out.Looked = fmt.Sprintf("/map?view=%.4f,%.4f,%.4f,%.4f", max(-180, box.West), box.South, min(180, box.East), box.North)
	return out, nil
}

// MapOutline is the outline of a site for the map: each ring a list of longitude and latitude.
type MapOutline struct {
	Slug  string         `json:"slug"`
	Areas models.Outline `json:"areas"`
}

// outlines answers what the map draws of sites in a square of it at browse.OutlinesZoom.
func (d *Door) outlines(c echo.Context) error {
	x, err1 := strconv.Atoi(c.Param("x"))
	y, err2 := strconv.Atoi(strings.TrimSuffix(c.Param("y"), ".json"))
	if err1 != nil || err2 != nil {
		return models.ErrNotFound
	}
	list, err := d.browse.Outlines(c.Request().Context(), x, y)
	if err != nil {
		return err
	}
	out := make([]MapOutline, len(list))
	for i, o := range list {
		out[i] = MapOutline{o.SiteSlug, o.Outline}
	}
	return d.asJSON(c, "application/json", out)
}

// apiSitesGeoJSON answers the gazetteer as features (RFC 7946): a site with an outline as that, with its place
// among the properties, any other as a point. It can be taken in again.
func (d *Door) apiSitesGeoJSON(c echo.Context) error {
	ctx := c.Request().Context()
	sites, err := d.browse.Sites(ctx)
	if err != nil {
		return err
	}
	outlines, err := d.browse.SiteOutlines(ctx)
	if err != nil {
		return err
	}
	drawn := map[string]models.SiteOutline{}
	for _, o := range outlines {
		drawn[o.SiteSlug] = o
	}
	features := make([]map[string]any, len(sites))
	for i, s := range sites {
		properties := map[string]any{
			"slug": s.Slug, "url": d.web.BaseURL + "/sites/" + s.Slug, "name": s.Name, "other_names": s.Aliases, "country": s.Country, "region": s.Region, "kind": s.Kind,
			"minerals": s.Minerals, "operator": s.Operator, "lat": s.Lat, "lon": s.Lon, "precision": s.Precision, "source": s.Source, "note": s.Note, "cases": s.Cases,
		}
		geometry := map[string]any{"type": "Point", "coordinates": []float64{s.Lon, s.Lat}}
		if o, ok := drawn[s.Slug]; ok {
			properties["outline_source"] = o.Source
			geometry = map[string]any{"type": "MultiPolygon", "coordinates": o.Outline}
		}
		features[i] = map[string]any{"type": "Feature", "id": s.Slug, "geometry": geometry, "properties": properties}
	}
	body, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		return err
	}
	return d.web.Cached(c, "application/geo+json", body)
}
