package desk

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/review"
	"loupe/server/web"
	"loupe/sun"
)

// Sun holds shadows in a photograph against the sun at the claimed place and time.
type Sun struct {
	web.Page
	review.Examined
	Form    web.Form
	Source  string // of the picture that is measured in
	Known   bool   // place and day are given
	At      sun.Position
	Zone    string
	Query   string // what was compared, as the address says it
	Hours   []SunHour
	Ratio   []sun.Match // when shadows are as long as measured
	Bearing []sun.Match // when they fall as measured
	Measured,
	Aimed bool
}

// SunHour is one row of the day's table.
type SunHour struct {
	Time time.Time
	sun.Position
}

// Length is the shadow's length in lengths of the thing, for people; "" when the sun is down.
func (h SunHour) Length() string {
	if r := h.ShadowRatio(); !math.IsInf(r, 1) {
		return strconv.FormatFloat(r, 'f', 2, 64)
	}
	return ""
}

const (
	ratioTolerance   = 0.1 // of what was measured in the picture
	bearingTolerance = 5.0 // degrees
)

// sun needs no scripts: everything that is drawn on the picture ends in the form's numbers, and the
// address is what was asked.
func (d *Door) sun(c echo.Context) error {
	e, err := d.review.Examine(c.Request().Context(), reader(c), id(c))
	if err != nil {
		return err
	}
	v := c.QueryParams()
	set := func(name, value string) {
		if !v.Has(name) && value != "" {
			v.Set(name, value)
		}
	}
	if e.Metadata.GPS != nil {
		set("lat", strconv.FormatFloat(e.Metadata.GPS.Lat, 'f', 5, 64))
		set("lon", strconv.FormatFloat(e.Metadata.GPS.Lon, 'f', 5, 64))
	} else if e.Site != nil {
		set("lat", strconv.FormatFloat(e.Site.Lat, 'f', 5, 64))
		set("lon", strconv.FormatFloat(e.Site.Lon, 'f', 5, 64))
	}
	if len(e.Claim.OccurredOn) == 10 {
		set("on", e.Claim.OccurredOn)
	}
	if e.Metadata.TakenAt != nil {
		set("on", e.Metadata.TakenAt.Format(time.DateOnly))
		set("at", e.Metadata.TakenAt.Format("15:04"))
	}
	p := d.web.Page(c, "desk.sun")
	page := Sun{Page: p, Examined: e, Form: p.Form(v, nil), Source: source(e, v.Get("still"))}
	number := func(name string) (float64, bool) {
		f, err := strconv.ParseFloat(strings.TrimSpace(v.Get(name)), 64)
		return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
	}
	lat, okLat := number("lat")
	lon, okLon := number("lon")
	offset, okOffset := number("offset")
	if !okOffset || math.Abs(offset) > 14 {
		offset = math.Round(lon / 15) // by the sun, when no zone is said
		page.Form.Values.Set("offset", strconv.FormatFloat(offset, 'f', -1, 64))
	}
	zone := time.FixedZone("", int(offset*3600))
	day, err := time.ParseInLocation(time.DateOnly, v.Get("on"), zone)
	page.Known = err == nil && okLat && okLon && math.Abs(lat) <= 90 && math.Abs(lon) <= 180
	if !page.Known || page.Source == "" {
		return d.web.Render(c, 200, page)
	}
	page.Query = v.Encode()
	page.Zone = day.Format("-07:00")
	at := day.Add(12 * time.Hour)
	if clock, err := time.Parse("15:04", v.Get("at")); err == nil {
		at = day.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
	}
	page.At = sun.At(at, lat, lon)
	for h := range 24 {
		t := day.Add(time.Duration(h) * time.Hour)
		if at := sun.At(t, lat, lon); at.Elevation > 0 {
			page.Hours = append(page.Hours, SunHour{t, at})
		}
	}
	object, okObject := number("object")
	shadow, okShadow := number("shadow")
	if page.Measured = okObject && okShadow && object > 0 && shadow > 0; page.Measured {
		page.Ratio = sun.WhenRatio(day, lat, lon, shadow/object, ratioTolerance)
	}
	if bearing, ok := number("bearing"); ok && v.Get("bearing") != "" {
		page.Aimed = true
		page.Bearing = sun.WhenBearing(day, lat, lon, bearing, bearingTolerance)
	}
	return d.web.Render(c, 200, page)
}
