package desk

import (
	"bytes"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/publish"
	"loupe/server/web"
)

// Redact is the page on which boxes are drawn over a photograph.
type Redact struct {
	web.Page
	Form    web.Form
	Case    models.Case
	Picture publish.Picture
	Boxes   []models.Box // those in force, then empty rows
	Lines   string       // the polygons in force, as the form takes them
	Faces   []Face       // that a machine suggests
	Looked  bool         // it was asked to
}

// Face is a suggested face in the form.
type Face struct {
	models.SuggestedFace
	Said string // "accept", "refuse", or "" while a person has said nothing
}

// Refused counts the faces of the plan in force that a person refused.
func (r Redact) Refused() int { return leftFaces(r.Picture.Redaction) }

func leftFaces(rd *publish.OpenRedaction) int {
	n := 0
	if rd != nil {
		for _, f := range rd.Plan.Faces {
			if !f.Accepted {
				n++
			}
		}
	}
	return n
}

const spareBoxes = 4

func (d *Door) redactForm(c echo.Context) error { return d.showRedact(c, nil) }

func (d *Door) showRedact(c echo.Context, wrong error) error {
	file, picture, err := d.publish.Picture(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")))
	if models.KindOf(err) == models.NotFound {
		return d.showCut(c, wrong)
	}
	if err != nil {
		return err
	}
	p := d.web.Page(c, "publish.redact")
	page := Redact{Page: p, Form: p.Form(c.Request().PostForm, wrong), Case: file, Picture: picture}
	if wrong != nil {
		page.Boxes = postedBoxes(c.Request().PostForm)
	} else if picture.Redaction != nil {
		page.Boxes = picture.Redaction.Plan.Boxes
	}
	if page.Lines = page.Form.Value("polygons"); wrong == nil && picture.Redaction != nil {
		page.Lines = polygonLines(picture.Redaction.Plan.Polygons)
	}
	if err := d.suggest(c, &page); err != nil {
		return err
	}
	page.Boxes = append(page.Boxes[:len(page.Boxes):len(page.Boxes)], make([]models.Box, spareBoxes)...)
	return d.web.Render(c, web.Status(wrong), page)
}

// postedBoxes reads boxes in percent of the picture's sides; empty rows are left out.
func postedBoxes(v url.Values) []models.Box {
	var boxes []models.Box
	for i := range v["w"] {
		if len(v["x"]) <= i || len(v["y"]) <= i || len(v["h"]) <= i || v["w"][i] == "" || v["h"][i] == "" {
			continue
		}
		boxes = append(boxes, models.Box{X: fraction(v["x"][i]), Y: fraction(v["y"][i]), W: fraction(v["w"][i]), H: fraction(v["h"][i])})
	}
	return boxes
}

func (d *Door) redact(c echo.Context) error {
	if err := c.Request().ParseForm(); err != nil {
		return err
	}
	v := c.Request().PostForm
	if v.Has("cut") {
		return d.cut(c)
	}
	plan := models.RedactionPlan{Boxes: postedBoxes(v), Polygons: polygons(v.Get("polygons")), Checked: v.Get("checked") != ""}
	err := d.withFaces(c, &plan)
	if err == nil {
		err = d.publish.Redact(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")), plan)
	}
	to := c.Request().URL.Path
	if of := v.Get("series"); models.ID(of).Valid() { // it was looked at on the page of a series
		to = "/desk/cases/" + c.Param("id") + "/redact/" + of + "/series"
	}
	return d.done(c, err, to, "publish.redacted", d.showRedact)
}

// fraction reads a percentage; what isn't one is out of range and is refused as such.
func fraction(s string) float64 {
	if s == "" {
		return 0
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return -1
	}
	return f / 100
}

func (d *Door) copy(c echo.Context) error {
	body, mime, err := d.publish.Copy(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")))
	if err != nil {
		return err
	}
	return web.ServeFile(c, mime, "redacted"+models.PublicCopy{Type: mime}.Extension(), false, bytes.NewReader(body))
}
