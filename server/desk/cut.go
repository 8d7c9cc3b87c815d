package desk

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/publish"
	"loupe/server/web"
)

// Cut is the page on which a recording is redacted: stretches of sound, and boxes over its picture for a time.
type Cut struct {
	web.Page
	publish.Recording
	Form   web.Form
	Sounds []CutRow // those of the plan, then empty ones
	Timed  []CutRow
	Video  bool // it has a picture
}

// CutRow is a row of the form, as it was typed.
type CutRow struct{ From, To, How, X, Y, W, H, EndX, EndY, EndW, EndH string }

const spareCuts = 3

func (d *Door) showCut(c echo.Context, wrong error) error {
	r, err := d.publish.Recording(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "cut.title")
	page := Cut{Page: p, Recording: r, Form: p.Form(c.Request().PostForm, wrong), Video: r.Kind == models.Video}
	if wrong != nil {
		page.Sounds, page.Timed = soundRows(c.Request().PostForm), boxRows(c.Request().PostForm)
	} else {
		for _, s := range r.Plan.Sounds {
			page.Sounds = append(page.Sounds, CutRow{From: typed(s.From), To: typed(s.To), How: string(s.How)})
		}
		for _, b := range r.Plan.Timed {
			row := CutRow{From: typed(b.From), To: typed(b.To), X: percent(b.X), Y: percent(b.Y), W: percent(b.W), H: percent(b.H)}
			if b.End != nil {
				row.EndX, row.EndY, row.EndW, row.EndH = percent(b.End.X), percent(b.End.Y), percent(b.End.W), percent(b.End.H)
			}
			page.Timed = append(page.Timed, row)
		}
	}
	page.Sounds = append(page.Sounds, make([]CutRow, spareCuts)...)
	page.Timed = append(page.Timed, make([]CutRow, spareCuts)...)
	return d.web.Render(c, web.Status(wrong), page)
}

// cut begins to redact a recording, or keeps that a person looked at the result.
func (d *Door) cut(c echo.Context) error {
	ctx, v, exhibit := c.Request().Context(), c.Request().PostForm, models.ID(c.Param("exhibit"))
	if seen := v.Get("seen"); seen != "" {
		return d.done(c, d.publish.SayChecked(ctx, editor(c), id(c), exhibit, models.ID(seen)), c.Request().URL.Path, "cut.checked", d.showCut)
	}
	var plan models.RedactionPlan
	for _, r := range soundRows(v) {
		plan.Sounds = append(plan.Sounds, models.CutSound{From: seconds(r.From), To: seconds(r.To), How: models.SoundCut(r.How)})
	}
	for _, r := range boxRows(v) {
		b := models.TimedBox{From: seconds(r.From), To: seconds(r.To), Box: models.Box{X: fraction(r.X), Y: fraction(r.Y), W: fraction(r.W), H: fraction(r.H)}}
		if r.EndX+r.EndY+r.EndW+r.EndH != "" {
			end := models.Box{X: fraction(r.EndX), Y: fraction(r.EndY), W: b.W, H: b.H}
			if r.EndW+r.EndH != "" {
				end.W, end.H = fraction(r.EndW), fraction(r.EndH)
			}
			b.End = &end
		}
		plan.Timed = append(plan.Timed, b)
	}
	return d.done(c, d.publish.Cut(ctx, editor(c), id(c), exhibit, plan), c.Request().URL.Path, "cut.begun", d.showCut)
}

// cutState tells the page's script how far the job is.
func (d *Door) cutState(c echo.Context) error {
	r, err := d.publish.Recording(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")))
	if err != nil {
		return err
	}
	if r.Job == nil {
		return models.ErrNotFound
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(http.StatusOK, map[string]any{"state": r.Job.State, "percent": r.Job.Percent})
}

// lookStill sends what a recording shows at a time, before or after its redaction.
func (d *Door) lookStill(c echo.Context) error {
	at := seconds(c.QueryParam("at"))
	if !(at >= 0) {
		return models.ErrNotFound
	}
	jpeg, err := d.publish.Still(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")), c.QueryParam("side") == "after", time.Duration(at*float64(time.Second)))
	if err != nil {
		return err
	}
	return web.ServeFile(c, "image/jpeg", "still.jpg", false, bytes.NewReader(jpeg))
}

func columns(v url.Values, names ...string) [][]string {
	var out [][]string
	for i := range v[names[0]] {
		row := make([]string, len(names))
		for k, name := range names {
			if i < len(v[name]) {
				row[k] = strings.TrimSpace(v[name][i])
			}
		}
		out = append(out, row)
	}
	return out
}

func soundRows(v url.Values) []CutRow {
	var out []CutRow
	for _, r := range columns(v, "sound_from", "sound_to", "sound_how") {
		if r[0]+r[1] != "" {
			out = append(out, CutRow{From: r[0], To: r[1], How: r[2]})
		}
	}
	return out
}

func boxRows(v url.Values) []CutRow {
	var out []CutRow
	for _, r := range columns(v, "box_from", "box_to", "x", "y", "w", "h", "end_x", "end_y", "end_w", "end_h") {
		if strings.Join(r, "") != "" {
			out = append(out, CutRow{From: r[0], To: r[1], X: r[2], Y: r[3], W: r[4], H: r[5], EndX: r[6], EndY: r[7], EndW: r[8], EndH: r[9]})
		}
	}
	return out
}

// typed writes seconds as seconds reads them.
func typed(s float64) string {
	text := strconv.FormatFloat(s-60*float64(int(s)/60), 'f', -1, 64)
	if s < 60 {
		return text
	}
	if len(text) == 1 || text[1] == '.' {
		text = "0" + text
	}
	return fmt.Sprintf("%d:%s", int(s)/60, text)
}

// Stills are the times at which a second person sees pictures of a recording: where each box comes, in its
// middle, and where it goes.
func (l Look) Stills() []string {
	var out []string
	for _, b := range l.Picture.Redaction.Plan.Timed {
		for _, at := range []float64{b.From, (b.From + b.To) / 2, b.To} {
			if text := typed(float64(int(at*100)) / 100); len(out) < 30 {
				out = append(out, text)
			}
		}
	}
	return out
}

// Clock writes a time of the plan.
func (l Look) Clock(s float64) string { return typed(s) }

// StillQuery is the query of a still at a time.
func (l Look) StillQuery(at, side string) string {
	return "?" + url.Values{"at": {at}, "side": {side}}.Encode()
}
