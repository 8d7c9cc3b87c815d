package desk

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/media"
	"loupe/models"
	"loupe/review"
	"loupe/server/web"
)

// Exhibit is an exhibit on the workbench.
type Exhibit struct {
	web.Page
	review.Examined
	InlineOriginal bool                      // the original may be shown as it is
	Source         string                    // of the picture that is looked at; "" for none
	Still          *review.OpenCopy          // the still that is looked at, of a recording
	Frame          string                    // "?still=…", for the pages about it
	Recording      bool                      // a recording is looked at, not one of its stills
	CanHear        bool                      // the loudness of its sound can be found out here
	Transcript     []review.OpenFinding      // what is said, in the order in which it is said
	Beside         models.ID                 // another photograph to look at with it
	Others         []models.OriginalManifest // photographs of the same report
	Form           web.Form
	Map            *Plan // nil when no place is known
	Landmarks      []Landmark
	Shown          review.Shown
	Passages       []Passage
	Playable       bool // sound or moving pictures that the browser may play from our origin
}

func (d *Door) exhibit(c echo.Context) error { return d.showExhibit(c, nil) }

func (d *Door) showExhibit(c echo.Context, wrong error) error {
	e, err := d.review.Examine(c.Request().Context(), reader(c), id(c))
	if err != nil {
		return err
	}
	safe := media.InlineSafe(e.Original.Type)
	p := d.web.Page(c, "desk.exhibit")
	page := Exhibit{Page: p, Form: p.Form(c.Request().PostForm, wrong), Examined: e, InlineOriginal: safe, Playable: playable(e)}
	page.CanHear = e.CanStill
	page.look(c.QueryParam("still"))
	page.Landmarks = landmarks(e.Findings, c.QueryParam("still"))
	page.Map = plan(e, page.Landmarks)
	if page.Shown, err = d.document(c, e); err != nil {
		return err
	}
	page.Passages = passages(page.Shown.Text)
	for _, m := range e.Claim.Exhibits {
		if page.Source != "" && m.ID != e.ID && media.InlineSafe(m.Type) && strings.HasPrefix(m.Type, "image/") {
			page.Others = append(page.Others, m)
			if string(m.ID) == c.QueryParam("beside") {
				page.Beside = m.ID
			}
		}
	}
	return d.web.Render(c, web.Status(wrong), page)
}

// source is the address of the picture that is looked at: a photograph, or a still of a recording; ""
// when it is the recording itself.
func source(e review.Examined, still string) string {
	if e.Picture {
		return "/desk/exhibits/" + string(e.ID) + "/preview"
	}
	for _, c := range e.Stills {
		if strconv.FormatInt(c.Position, 10) == still {
			return "/desk/exhibits/" + string(e.ID) + "/stills/" + still
		}
	}
	return ""
}

// look says what is looked at: the photograph, a still, or the recording itself.
func (e *Exhibit) look(still string) {
	e.Source = source(e.Examined, still)
	e.Recording = e.Source == "" && (e.Kind == models.Video || e.Kind == models.Audio)
	for i, c := range e.Stills {
		if strconv.FormatInt(c.Position, 10) == still {
			e.Still, e.Frame = &e.Stills[i], "?still="+still
		}
	}
	for _, f := range e.Findings {
		if f.Kind == models.FindingWords {
			e.Transcript = append(e.Transcript, f)
		}
	}
	slices.SortStableFunc(e.Transcript, func(a, b review.OpenFinding) int { return cmp.Compare(a.From, b.From) })
	e.Findings = slices.DeleteFunc(slices.Clone(e.Findings), func(f review.OpenFinding) bool { return f.Kind == models.FindingWords })
}

func (d *Door) preview(c echo.Context) error   { return d.picture(c, models.DerivedPreview) }
func (d *Door) thumbnail(c echo.Context) error { return d.picture(c, models.DerivedThumbnail) }

func (d *Door) picture(c echo.Context, kind models.DerivedKind) error {
	jpeg, err := d.review.Picture(c.Request().Context(), reader(c), id(c), kind)
	if err != nil {
		return err
	}
	return web.ServeFile(c, "image/jpeg", string(kind)+".jpg", false, bytes.NewReader(jpeg))
}

// original sends the evidentiary copy, by ranges. The first request of a player is on record; its
// seeking isn't recorded again.
func (d *Door) original(c echo.Context) error {
	download := c.QueryParam("download") != ""
	span := c.Request().Header.Get("Range")
	again := span != "" && !strings.HasPrefix(span, "bytes=0-")
	o, err := d.review.Original(c.Request().Context(), reader(c), id(c), download, again)
	if err != nil {
		return err
	}
	return web.ServeFile(c, o.Manifest.Type, o.Manifest.Name, download, o.SectionReader)
}
