package public

import (
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/models"
	"loupe/server/web"
)

// Canvas is the map itself, as the page and the frame for other sites have it. The drawing stands for
// those without scripts; with them a map that moves takes its place.
type Canvas struct {
	Drawing
	Exports  string // the query of the search, for tiles and files
	Site     string // where links lead from a frame; "" within the site
	Box      string // the area of the search
	Detail   string // address of finer land
	Whole    string // address of the map of the whole search, when a part is looked at
	Wider    string
	Unplaced []Vague
	Vaguely  int // cases in them
	Say      say // what the script says
}

// Chart is the map and its table.
type Chart struct {
	web.Page
	Finder
	models.SearchPage
	Canvas
	FirstPage string
	NextPage  string
}

// Vague is a country or region and the cases that are known to lie in it, and no nearer.
type Vague struct {
	Code    string  `json:"code,omitempty"` // of a country
	Name    string  `json:"name"`
	To      string  `json:"to"`
	Cases   int     `json:"cases"`
	Regions []Vague `json:"regions,omitempty"`
}

// Method says how cases are verified.
type Method struct {
	web.Page
	Outcomes []models.Outcome
	Source   []string
	Info     []string
}

// Corrections lists what was corrected or withdrawn.
type Corrections struct {
	web.Page
	Rows []models.Publication
}

// chart is the map of a search. Its address holds the search, and what is looked at ("view", as an
// area, and "zoom").
func (d *Door) chart(c echo.Context) error {
	ctx, f := c.Request().Context(), filterOf(c)
	if to, ok := d.tidied(c, "/map", f); ok {
		return c.Redirect(303, to)
	}
	page := Chart{Page: d.web.Page(c, "public.map.title")}
	var facets models.Facets
	var err error
	if page.SearchPage, facets, err = d.browse.Find(ctx, f); err != nil {
		return err
	}
	if page.Finder, err = d.finder(ctx, page.Page, "/map", f, facets, page.Total); err != nil {
		return err
	}
	query := queryOf(f)
	page.FirstPage = "/map?" + query.Encode() + "#places"
	if page.Next != "" {
		page.NextPage = "/map?" + with(query, "after", page.Next) + "#places"
	}
	if page.Canvas, err = d.canvas(c, page.Page, "", "/map", f, page.Facets.Countries); err != nil {
		return err
	}
	return d.web.RenderPublic(c, page)
}

// canvas makes the map of a search. base is the site's address in a frame, "" within the site; path is
// the page that it stands on.
func (d *Door) canvas(c echo.Context, p web.Page, base, path string, f models.SearchFilter, countries []models.Facet) (Canvas, error) {
	query, looked := queryOf(f), browse.AreaOf(c.QueryParam("view"))
	out := Canvas{Exports: query.Encode(), Site: base, Box: query.Get("area")}
	if d.detail != "" {
		out.Detail = "/map/detail.pmtiles"
	}
	if looked != nil {
		out.Whole, out.Wider = path+"?"+query.Encode(), path+"?"+with(query, "view", areaText(wider(*looked)))
	}
	lands, err := coarse()
	if err != nil {
		return out, err
	}
	if out.Drawing, err = d.drawing(c, p, base, f, looked, countries); err != nil {
		return out, err
	}
	unplaced, err := d.browse.Unplaced(c.Request().Context(), f)
	for _, u := range unplaced {
		out.Vaguely += u.Cases
		out.Unplaced = append(out.Unplaced, vague(p, query, u))
	}
	out.Say = sayOf(p, lands, out.Unplaced)
	return out, err
}

func vague(p web.Page, query url.Values, u browse.Unplaced) Vague {
	to := func(region string) string {
		return "/cases?" + with(query, "country", u.Country, "region", region, "placed", "no")
	}
	v := Vague{Code: u.Country, Name: p.Country(u.Country), Cases: u.Cases, To: to("")}
	for _, r := range u.Regions {
		v.Regions = append(v.Regions, Vague{Name: r.Value, Cases: r.Count, To: to(r.Value)})
	}
	return v
}

func wider(a models.Area) models.Area {
	return models.Area{
		West: max(-180, 1.5*a.West-0.5*a.East), East: min(180, 1.5*a.East-0.5*a.West),
		South: max(-85, 1.5*a.South-0.5*a.North), North: min(85, 1.5*a.North-0.5*a.South),
	}
}

// drawing draws a search: what is looked at, or else its area, its places, its country, the world.
func (d *Door) drawing(c echo.Context, p web.Page, base string, f models.SearchFilter, looked *models.Area, countries []models.Facet) (Drawing, error) {
	ctx := c.Request().Context()
	lands, err := coarse()
	if err != nil {
		return Drawing{}, err
	}
	if looked == nil {
		looked = f.Area
	}
	if looked == nil {
		if looked, err = d.browse.Extent(ctx, f); err != nil {
			return Drawing{}, err
		}
	}
	if looked == nil {
		looked = largest(lands, f.Country)
	}
	if looked == nil || looked.West > looked.East {
		looked = &models.Area{South: -50, West: -170, North: 72, East: 180}
	}
	frame, shown := framed(*looked, 640, 440)
	if shown.East-shown.West < 60 {
		if lands, err = fine(); err != nil {
			return Drawing{}, err
		}
	}
	tile, err := d.browse.View(ctx, f, shown)
	if err != nil {
		return Drawing{}, err
	}
	var regions []browse.Region
	if f.Country != "" {
		if regions, err = d.browse.Regions(ctx, f, f.Country); err != nil {
			return Drawing{}, err
		}
	}
	out := draw(p, base, tile, frame, shown, lands, queryOf(f), countries, regions)
	out.Looks = areaText(*looked)
	return out, nil
}

func (d *Door) method(c echo.Context) error {
	return d.web.RenderPublic(c, Method{d.web.Page(c, "public.method.title"), models.Outcomes, models.Grades[models.AxisSource], models.Grades[models.AxisInformation]})
}

func (d *Door) corrections(c echo.Context) error {
	rows, err := d.browse.Changes(c.Request().Context(), 100)
	if err != nil {
		return err
	}
	return d.web.RenderPublic(c, Corrections{d.web.Page(c, "public.corrections.title"), rows})
}

func (d *Door) robots(c echo.Context) error {
	return c.String(200, "User-agent: *\nDisallow: /desk\nDisallow: /report/return\nDisallow: /invitation\n")
}
