package public

import (
	"math"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Chart is the map, drawn here, and its table.
type Chart struct {
	web.Page
	Points        []Dot
	Lines         []Line
	Width, Height float64
	Total         int
}

// Dot is a place on the drawn map.
type Dot struct {
	models.MapSpot
	X, Y, R float64
}

// Line is a line of the graticule.
type Line struct {
	X1, Y1, X2, Y2 float64
	Text           string
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

// chart draws the places of all cases on a graticule that fits them: it needs no scripts, no tiles
// and no third party.
func (d *Door) chart(c echo.Context) error {
	points, err := d.browse.Points(c.Request().Context(), filterOf(c), 1000)
	if err != nil {
		return err
	}
	page := Chart{Page: d.web.Page(c, "public.map.title"), Width: 1000, Height: 640}
	page.draw(points)
	return d.web.RenderPublic(c, page)
}

func (m *Chart) draw(points []models.MapSpot) {
	if len(points) == 0 {
		return
	}
	south, north, west, east := 90.0, -90.0, 180.0, -180.0
	for _, p := range points {
		south, north, west, east = min(south, p.Lat), max(north, p.Lat), min(west, p.Lon), max(east, p.Lon)
		m.Total += p.Cases
	}
	pad := max(0.5, 0.12*max(north-south, east-west))
	south, north, west, east = south-pad, north+pad, west-pad, east+pad
	// Plate carrée, one scale for both axes at the middle latitude.
	squeeze := math.Cos((south + north) / 2 * math.Pi / 180)
	scale := min(m.Width/((east-west)*squeeze), m.Height/(north-south))
	left, top := (m.Width-(east-west)*squeeze*scale)/2, (m.Height-(north-south)*scale)/2
	x := func(lon float64) float64 { return left + (lon-west)*squeeze*scale }
	y := func(lat float64) float64 { return top + (north-lat)*scale }
	step := 1.0
	for (east-west)/step > 12 {
		step *= 2
	}
	for lon := math.Ceil(west/step) * step; lon <= east; lon += step {
		m.Lines = append(m.Lines, Line{x(lon), 0, x(lon), m.Height, degrees(lon, "E", "W")})
	}
	for lat := math.Ceil(south/step) * step; lat <= north; lat += step {
		m.Lines = append(m.Lines, Line{0, y(lat), m.Width, y(lat), degrees(lat, "N", "S")})
	}
	for _, p := range points {
		m.Points = append(m.Points, Dot{p, x(p.Lon), y(p.Lat), 7 + 3*math.Sqrt(float64(p.Cases))})
	}
}

func degrees(v float64, plus, minus string) string {
	if v < 0 {
		plus, v = minus, -v
	}
	return string([]rune{rune('0' + int(v)/100%10), rune('0' + int(v)/10%10), rune('0' + int(v)%10), '°'}) + plus
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
