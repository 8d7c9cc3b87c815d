package admin

import (
	"math"

	"loupe/gazetteer"
	"loupe/server/web"
)

// drawnRows is how many outlines a preview draws; the others are said.
const drawnRows = 40

// sketches draws the outlines of rows.
func sketches(rows []gazetteer.Row) map[int]string {
	out := map[int]string{}
	for _, x := range rows {
		if x.Outline == nil || len(out) == drawnRows {
			continue
		}
		box := x.Outline.Around(x.Site.Lon).Box()
		g := web.Ground{Lat: (box.South + box.North) / 2, Lon: (box.West + box.East) / 2}
		g.Kilometres = 1.05 * max(0.01, g.Far(box.North, box.East))
		out[x.Number] = g.Line(x.Outline.Outline)
	}
	return out
}

// Size says how large an outline is and how exactly it is kept.
func (p SiteImport) Size(d *gazetteer.Drawn) string {
	out := p.T("outline.row", "Square", p.Number(web.Digits(d.SquareKilometres())), "Points", p.Number(d.Outline.Points()))
	if d.Metres > 0 {
		out += ". " + p.T("outline.thinned", "Points", p.Number(d.Points), "Kept", p.Number(d.Outline.Points()), "Metres", p.Number(math.Ceil(d.Metres)))
	}
	return out
}
