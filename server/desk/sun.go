package desk

import (
	"math"
	"net/url"
	"strconv"
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
	Form   web.Form
	Source string // of the picture that is measured in
	Measure
	Query    string // what was compared, as the address says it
	Headings []Heading
	Rose     Rose
}

// Heading is one way to know where the camera looked.
type Heading struct {
	Landmark int // by which it is computed; 0 when the file says it
	Degrees  float64
	To       string // the page with it filled in
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
	presume(v, e)
	p := d.web.Page(c, "desk.sun")
	page := Sun{Page: p, Examined: e, Source: source(e, v.Get("still")), Measure: measure(v)}
	page.Form, page.Query = p.Form(v, nil), query(v)
	page.Headings = headings(v, e)
	page.Rose = rose(page.Measure)
	return d.web.Render(c, 200, page)
}

// presume fills in what the file and the claim say, where nothing else was said.
func presume(v url.Values, e review.Examined) {
	set := func(name, value string) {
		if !v.Has(name) && value != "" {
			v.Set(name, value)
		}
	}
	degrees := func(f float64) string { return strconv.FormatFloat(f, 'f', 5, 64) }
	m := e.Metadata
	if m.GPS != nil {
		set("lat", degrees(m.GPS.Lat))
		set("lon", degrees(m.GPS.Lon))
	} else if e.Site != nil {
		set("lat", degrees(e.Site.Lat))
		set("lon", degrees(e.Site.Lon))
	}
	if m.TakenAt != nil {
		set("on", m.TakenAt.Format(time.DateOnly))
		set("at", m.TakenAt.Format("15:04"))
		if !m.TakenLocal {
			set("offset", "0")
		}
	} else if len(e.Claim.OccurredOn) == 10 {
		set("on", e.Claim.OccurredOn)
	}
	if m.Heading != nil {
		set("heading", strconv.FormatFloat(*m.Heading, 'f', 1, 64))
	}
	if m.View > 0 {
		set("field", strconv.FormatFloat(m.View, 'f', 1, 64))
	}
	w, h := float64(m.Width), float64(m.Height)
	if m.Orientation >= 5 {
		w, h = h, w
	}
	for _, c := range e.Stills {
		if strconv.FormatInt(c.Position, 10) == v.Get("still") {
			w, h = float64(c.Width), float64(c.Height)
		}
	}
	if w > 0 && h > 0 {
		v.Set("ratio", strconv.FormatFloat(h/w, 'f', 4, 64))
	}
}

// headings tells where the camera may have looked: as the file says, and by each landmark that is
// matched in the picture, seen from the place in the form.
func headings(v url.Values, e review.Examined) []Heading {
	var out []Heading
	add := func(landmark int, degrees float64) {
		next, _ := url.ParseQuery(query(v))
		next.Set("heading", strconv.FormatFloat(degrees, 'f', 1, 64))
		out = append(out, Heading{landmark, degrees, "/desk/exhibits/" + string(e.ID) + "/sun?" + next.Encode()})
	}
	if e.Metadata.Heading != nil {
		add(0, *e.Metadata.Heading)
	}
	lat, err1 := strconv.ParseFloat(v.Get("lat"), 64)
	lon, err2 := strconv.ParseFloat(v.Get("lon"), 64)
	field, err3 := strconv.ParseFloat(v.Get("field"), 64)
	if err1 != nil || err2 != nil || err3 != nil || !(field > 1 && field < 170) {
		return out
	}
	for _, l := range landmarks(e.Findings, v.Get("still")) {
		if l.InPicture && (l.Lat != lat || l.Lon != lon) {
			add(l.Number, sun.HeadingBy(sun.BearingTo(lat, lon, l.Lat, l.Lon), l.X/100, field))
		}
	}
	return out
}
