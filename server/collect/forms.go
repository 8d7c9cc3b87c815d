package collect

import (
	"io"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/openrosa"
	"loupe/people"
	"loupe/server/web"
)

// Forms lists the forms that an organisation uses already.
type Forms struct {
	web.Page
	Form web.Form
	Rows []people.OpenForm
}

// Mapping says what one form's fields mean.
type Mapping struct {
	web.Page
	people.OpenForm
	Form    web.Form
	Fields  []MappingField
	Names   []string
	Values  string
	Consent bool // a field says what the sender allows
}

// MappingField is one field of the form and where it goes.
type MappingField struct {
	openrosa.FieldInfo
	Input string
	To    string
}

const maxForm = 5 << 20

func (d *Door) formRoutes(e *echo.Echo) {
	g := e.Group("/desk/admin/forms", d.web.SignedIn(models.RoleAdmin))
	g.GET("", func(c echo.Context) error { return d.showForms(c, nil) })
	d.web.InParts(g.POST("", d.addForm))
	g.GET("/:form", func(c echo.Context) error { return d.showMapping(c, nil) })
	g.POST("/:form", d.saveMapping)
}

func (d *Door) showForms(c echo.Context, wrong error) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	rows, err := d.people.Forms(c.Request().Context(), web.VisitorOf(c).Person)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "device.forms")
	return d.web.Render(c, web.Status(wrong), Forms{p, p.Form(url.Values{}, wrong), rows})
}

func (d *Door) addForm(c echo.Context) error {
	r := c.Request()
	r.Body = http.MaxBytesReader(c.Response(), r.Body, maxForm)
	file, _, err := r.FormFile("form")
	if err != nil {
		return d.showForms(c, models.RefuseFields(models.FieldError{Field: "form", Key: "device.form.error.none"}))
	}
	defer file.Close()
	if err := web.CheckCSRF(c, r.FormValue("csrf")); err != nil {
		return err
	}
	xml, err := io.ReadAll(file)
	if err != nil {
		return d.showForms(c, models.RefuseFields(models.FieldError{Field: "form", Key: "device.form.error.none"}))
	}
	key, err := d.people.AddForm(r.Context(), web.VisitorOf(c).Person, xml)
	if err != nil {
		return d.showForms(c, err)
	}
	return c.Redirect(http.StatusSeeOther, "/desk/admin/forms/"+key)
}

func (d *Door) showMapping(c echo.Context, wrong error) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	f, err := d.people.Form(c.Request().Context(), web.VisitorOf(c).Person, c.Param("form"))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "device.forms")
	typed := c.Request().PostForm
	page := Mapping{Page: p, OpenForm: f, Form: p.Form(typed, wrong), Names: openrosa.Names, Values: people.ValuesText(f.Mapping)}
	if wrong != nil {
		page.Values, page.Listed = typed.Get("values"), typed.Get("listed") != ""
	}
	to := map[string]string{}
	for name, path := range f.Mapping.Fields {
		to[path] = name
	}
	for _, path := range f.Mapping.Drop {
		to[path] = "drop"
	}
	for i, info := range f.Info.Fields {
		field := MappingField{info, people.FormField(i), to[info.Path]}
		if wrong != nil {
			field.To = typed.Get(field.Input)
		}
		page.Consent = page.Consent || field.To == "consent"
		page.Fields = append(page.Fields, field)
	}
	return d.web.Render(c, web.Status(wrong), page)
}

func (d *Door) saveMapping(c echo.Context) error {
	ctx, by := c.Request().Context(), web.VisitorOf(c).Person
	f, err := d.people.Form(ctx, by, c.Param("form"))
	if err != nil {
		return err
	}
	in := people.FormMeans{To: map[string]string{}, Values: c.FormValue("values"), Listed: c.FormValue("listed") != ""}
	for i, info := range f.Info.Fields {
		in.To[info.Path] = c.FormValue(people.FormField(i))
	}
	if err := d.people.SetForm(ctx, by, c.Param("form"), in); err != nil {
		return d.showMapping(c, err)
	}
	d.web.Flash(c, "device.form.saved")
	return c.Redirect(http.StatusSeeOther, "/desk/admin/forms/"+c.Param("form"))
}
