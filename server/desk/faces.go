package desk

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
)

// suggest puts suggested faces on the page of a redaction: those of the form that came back, else, when
// they are asked for, those that are found now.
func (d *Door) suggest(c echo.Context, page *Redact) error {
	if v := c.Request().PostForm; len(v["face"]) > 0 {
		page.Faces, page.Looked = postedFaces(v["face"], v.Get), true
		return nil
	}
	if c.QueryParam("faces") == "" || page.Form.Values != nil {
		return nil
	}
	found, err := d.publish.Faces(c.Request().Context(), editor(c), id(c), page.Picture.ID)
	if models.KindOf(err) == models.Invalid {
		page.Form = page.Page.Form(nil, err)
		return nil
	}
	for _, f := range found {
		page.Faces = append(page.Faces, Face{SuggestedFace: f})
	}
	page.Looked = true
	return err
}

// Text is a suggested face as the form carries it: left, top, width, height and how sure, in percent.
func (f Face) Text() string {
	return fmt.Sprintf("%s,%s,%s,%s,%s", percent(f.X), percent(f.Y), percent(f.W), percent(f.H), percent(f.Score))
}

// Percent says how sure the machine is, rounded.
func (f Face) Percent() int { return int(f.Score*100 + 0.5) }

func postedFaces(list []string, value func(string) string) []Face {
	var out []Face
	for i, text := range list {
		var n [5]float64
		for k, s := range strings.SplitN(text, ",", len(n)) {
			n[k] = fraction(s)
		}
		f := Face{SuggestedFace: models.SuggestedFace{Box: models.Box{X: n[0], Y: n[1], W: n[2], H: n[3]}, Score: min(1, max(0, n[4]))}, Said: value("face_" + strconv.Itoa(i))}
		if value("faces") == "all" {
			f.Said = "accept"
		}
		f.Accepted = f.Said == "accept"
		out = append(out, f)
	}
	return out
}

// withFaces puts into a plan what a person said of each suggested face. Accepted ones become boxes; what
// was refused before stays on record. One of which nothing was said is told: nothing is decided by
// being overlooked.
func (d *Door) withFaces(c echo.Context, plan *models.RedactionPlan) error {
	v := c.Request().PostForm
	_, picture, err := d.publish.Picture(c.Request().Context(), editor(c), id(c), models.ID(c.Param("exhibit")))
	if err != nil {
		return err
	}
	if picture.Redaction != nil {
		plan.Faces = picture.Redaction.Plan.Faces
	}
	for _, f := range postedFaces(v["face"], v.Get) {
		if f.Said != "accept" && f.Said != "refuse" {
			return models.RefuseFields(models.FieldError{Field: "faces", Key: "faces.error.unsaid"})
		}
		plan.Faces = append(plan.Faces, f.SuggestedFace)
		if f.Accepted {
			plan.Boxes = append(plan.Boxes, f.Box)
		}
	}
	return nil
}
