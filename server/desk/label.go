package desk

import (
	"errors"
	"slices"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Labels lists the labels of the reader's desks, with a form for a new one.
type Labels struct {
	web.Page
	Form   web.Form
	Desks  []LabelDesk
	At     models.ID // the label whose change was refused; "" when none was
	Merge  bool      // another label has the name that it was to have
	Counts map[models.ID]int
}

// LabelDesk is a desk with its labels.
type LabelDesk struct {
	models.Desk
	Labels []models.Label
}

func (d *Door) labels(c echo.Context) error { return d.showLabels(c, nil) }

func (d *Door) showLabels(c echo.Context, wrong error) error {
	ctx, by := c.Request().Context(), reader(c)
	page := Labels{Page: d.web.Page(c, "label.title")}
	page.Form = page.Page.Form(c.Request().PostForm, wrong)
	if wrong != nil {
		page.At = models.ID(c.Param("label"))
		e, ok := errors.AsType[*models.Error](wrong)
		page.Merge = ok && slices.ContainsFunc(e.Fields, func(f models.FieldError) bool { return f.Key == "label.error.exists" })
	}
	var err error
	if page.Counts, err = d.review.LabelCounts(ctx, by.Person); err != nil {
		return err
	}
	desks, err := d.review.OwnDesks(ctx, by.Person)
	if err != nil {
		return err
	}
	for _, desk := range desks {
		list, err := d.review.Labels(ctx, by, desk.ID)
		if err != nil {
			return err
		}
		page.Desks = append(page.Desks, LabelDesk{desk, list})
	}
	return d.web.Render(c, web.Status(wrong), page)
}

func (d *Door) makeLabel(c echo.Context) error {
	_, err := d.review.MakeLabel(c.Request().Context(), reader(c), models.ID(c.FormValue("desk")), c.FormValue("name"))
	return d.done(c, err, "/desk/labels", "label.made", d.showLabels)
}

func (d *Door) renameLabel(c echo.Context) error {
	merge := c.FormValue("merge") != ""
	err := d.review.RenameLabel(c.Request().Context(), reader(c), models.ID(c.FormValue("desk")), models.ID(c.Param("label")), c.FormValue("to"), merge)
	flash := "label.renamed"
	if merge {
		flash = "label.merged"
	}
	return d.done(c, err, "/desk/labels", flash, d.showLabels)
}

func (d *Door) dropLabel(c echo.Context) error {
	err := d.review.DropLabel(c.Request().Context(), reader(c).Person, models.ID(c.FormValue("desk")), models.ID(c.Param("label")))
	return d.done(c, err, "/desk/labels", "label.dropped", d.showLabels)
}

// label sets a label that was chosen, or one that was written.
func (d *Door) label(c echo.Context) error {
	ctx, by := c.Request().Context(), reader(c)
	if chosen := c.FormValue("label"); chosen != "" {
		return d.reportDone(c, d.review.Label(ctx, by.Person, id(c), models.ID(chosen)), "label.set")
	}
	return d.reportDone(c, d.review.LabelAnew(ctx, by, id(c), c.FormValue("name")), "label.set")
}

func (d *Door) unlabel(c echo.Context) error {
	return d.reportDone(c, d.review.Unlabel(c.Request().Context(), reader(c).Person, id(c), models.ID(c.FormValue("label"))), "label.taken")
}
