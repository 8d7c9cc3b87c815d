package mirror

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// chart copies what the map shows: tiles from the whole world down to where they are told whole. The
// map asks for a tile only where the one above shows something, so none is missed. Names of sites are
// one file.
func (c *siteCopy) chart(ctx context.Context) error {
	if err := c.tile(ctx, 0, 0, 0); err != nil {
		return err
	}
	a, err := c.ask(ctx, "/api/v1/sites")
	if err != nil {
		return err
	}
	var list struct {
		Sites []struct {
			Name string  `json:"name"`
			Slug string  `json:"slug"`
			Lat  float64 `json:"lat"`
			Lon  float64 `json:"lon"`
		} `json:"sites"`
	}
	if err := json.Unmarshal(a.body.Bytes(), &list); err != nil {
		return fmt.Errorf("/api/v1/sites: %w", err)
	}
	names, err := json.Marshal(list.Sites)
	if err != nil {
		return err
	}
	if err := c.folder.write("map/names.json", names); err != nil {
		return err
	}
	return c.outlines(ctx)
}

// outlines copies those of sites as one file for the map.
func (c *siteCopy) outlines(ctx context.Context) error {
	const from = "/api/v1/sites.geojson"
	a, err := c.ask(ctx, from)
	if err != nil {
		return err
	}
	var sites struct {
		Features []struct {
			ID       string `json:"id"`
			Geometry struct {
				Type        string          `json:"type"`
				Coordinates json.RawMessage `json:"coordinates"`
			} `json:"geometry"`
		} `json:"features"`
	}
	if err := json.Unmarshal(a.body.Bytes(), &sites); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	type outline struct {
		Slug  string          `json:"slug"`
		Areas json.RawMessage `json:"areas"`
	}
	list := []outline{}
	for _, f := range sites.Features {
		if f.Geometry.Type == "MultiPolygon" {
			list = append(list, outline{f.ID, f.Geometry.Coordinates})
		}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return c.folder.write("map/outlines.json", text)
}

func (c *siteCopy) tile(ctx context.Context, z, x, y int) error {
	name := fmt.Sprintf("map/tiles/%d/%d/%d.json", z, x, y)
	a, err := c.ask(ctx, "/"+name)
	if err != nil {
		return err
	}
	var tile struct {
		Clusters, Spots []json.RawMessage
		Whole           bool
	}
	if a.status != http.StatusOK {
		return fmt.Errorf("%s answers %d", name, a.status)
	}
	if err := json.Unmarshal(a.body.Bytes(), &tile); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if z > 0 && len(tile.Clusters)+len(tile.Spots) == 0 {
		return nil
	}
	if err := c.folder.write(name, a.body.Bytes()); err != nil || tile.Whole {
		return err
	}
	for i := range 4 {
		if err := c.tile(ctx, z+1, 2*x+i%2, 2*y+i/2); err != nil {
			return err
		}
	}
	return nil
}
