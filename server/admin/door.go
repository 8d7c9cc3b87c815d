// Package admin is the door of admins and auditors: people, desks, routing, sites, and the custody
// record. Nothing that it serves holds a word of a report.
package admin

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/people"
	"loupe/routing"
	"loupe/server/web"
)

// Rules is what the routing page calls.
type Rules interface {
	Text(ctx context.Context, by models.Person) (string, error)
	Replace(ctx context.Context, by models.Person, text, note string) error
	Try(ctx context.Context, by models.Person, text string, n int) (routing.Trial, error)
	History(ctx context.Context, by models.Person) ([]models.RuleVersion, error)
	Unreadable(ctx context.Context, by models.Person) ([]int, error)
	Drafts(ctx context.Context, by models.Person, text string) ([]routing.Draft, error)
	Names(ctx context.Context, by models.Person) (desks, emails []string, err error)
}

// Door serves them.
type Door struct {
	web       *web.Web
	people    *people.People
	rules     Rules
	gazetteer Gazetteer
}

// New makes the door.
func New(w *web.Web, p *people.People, r Rules, g Gazetteer) *Door { return &Door{w, p, r, g} }

// Routes are all addresses of this door.
func (d *Door) Routes(e *echo.Echo) {
	g := e.Group("/desk/admin", d.web.SignedIn(models.RoleAdmin))
	g.GET("", func(c echo.Context) error { return c.Redirect(303, "/desk/admin/people") })
	g.GET("/people", d.list)
	g.POST("/people/invite", d.invite)
	g.POST("/people/organisations", d.addOrganisation)
	g.POST("/people/:id/roles", d.roles, d.web.Grave)
	g.POST("/people/:id/disable", d.disable, d.web.Grave)
	g.POST("/people/:id/enable", d.enable, d.web.Grave)
	g.POST("/people/:id/key", d.newKey, d.web.Grave)
	g.POST("/invitations/:id/revoke", d.revoke)
	g.GET("/desks", d.desks)
	g.POST("/desks", d.makeDesk)
	g.POST("/desks/:id/members", d.propose, d.web.Grave)
	g.POST("/desks/:id/members/:person/remove", d.remove, d.web.Grave)
	g.GET("/rules", d.ruleText)
	g.POST("/rules", d.saveRules)
	g.POST("/rules/try", d.tryRules)
	g.GET("/rules/form", d.ruleForm)
	g.POST("/rules/form", d.changeRuleForm)
	g.POST("/desks/:id/members/:person/lead", d.lead)
	g.POST("/desks/:id/retention", d.retention)
	g.GET("/settings", d.settings)
	g.POST("/settings", d.saveSettings)
	g.GET("/sites", d.sites)
	g.POST("/sites", d.addSite)
	d.importRoutes(g)
	a := e.Group("/desk/audit", d.web.SignedIn(models.RoleAuditor))
	a.GET("", d.audit)
	a.GET("/access", d.access)
	a.GET("/access.csv", d.accessFile)
}

// People lists accounts and invitations.
type People struct {
	web.Page
	people.Directory
	Form  web.Form
	Roles []models.Role
	Link  string // of the invitation that was just made; shown once
}

// Desks lists desks and who is on them.
type Desks struct {
	web.Page
	people.Directory
	Form web.Form
}

// Free lists who can be proposed for a desk: reviewers and editors who aren't on it. Admins hold no key.
func (d Desks) Free(desk people.DeskMembers) (out []models.Person) {
	for _, p := range d.People {
		on := slices.ContainsFunc(desk.Members, func(m models.Member) bool { return m.PersonID == p.ID })
		if !on && !p.Has(models.RoleAdmin) && (p.Has(models.RoleReviewer) || p.Has(models.RoleEditor)) {
			out = append(out, p)
		}
	}
	return out
}

func (d *Door) by(c echo.Context) (context.Context, models.Person) {
	return c.Request().Context(), web.VisitorOf(c).Person
}

func (d *Door) list(c echo.Context) error { return d.showPeople(c, nil, "") }

func (d *Door) showPeople(c echo.Context, wrong error, link string) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	ctx, by := d.by(c)
	all, err := d.people.Directory(ctx, by)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "admin.people")
	return d.web.Render(c, web.Status(wrong), People{p, all, p.Form(c.Request().PostForm, wrong), models.Roles, link})
}

func roles(c echo.Context) []models.Role {
	var out []models.Role
	for _, r := range c.Request().PostForm["role"] {
		out = append(out, models.Role(r))
	}
	return out
}

func (d *Door) invite(c echo.Context) error {
	ctx, by := d.by(c)
	in := people.InviteInput{Name: c.FormValue("name"), Email: c.FormValue("email"), Roles: roles(c), OrganisationID: models.ID(c.FormValue("organisation")), DeskID: models.ID(c.FormValue("desk"))}
	token, err := d.people.Invite(ctx, by, in)
	if err != nil {
		return d.showPeople(c, err, "")
	}
	c.Request().PostForm = url.Values{}
	return d.showLink(c, token)
}

func (d *Door) showLink(c echo.Context, token string) error {
	return d.showPeople(c, nil, strings.TrimSuffix(d.web.BaseURL, "/")+"/invitation/"+token)
}

func (d *Door) newKey(c echo.Context) error {
	ctx, by := d.by(c)
	token, err := d.people.NewKeyLink(ctx, by, models.ID(c.Param("id")))
	if err != nil {
		return d.showPeople(c, err, "")
	}
	return d.showLink(c, token)
}

// back goes back to a list with a word of what was done, or shows what to mend there.
func (d *Door) back(c echo.Context, err error, to, flash string, show func(echo.Context, error) error) error {
	if err != nil {
		return show(c, err)
	}
	d.web.Flash(c, flash)
	return c.Redirect(303, to)
}

func (d *Door) peopleAgain(c echo.Context, err error) error { return d.showPeople(c, err, "") }

func (d *Door) addOrganisation(c echo.Context) error {
	ctx, by := d.by(c)
	_, err := d.people.AddOrganisation(ctx, by, c.FormValue("organisation"), strings.ToUpper(c.FormValue("country")))
	return d.back(c, err, "/desk/admin/people", "admin.saved", d.peopleAgain)
}

func (d *Door) roles(c echo.Context) error {
	ctx, by := d.by(c)
	return d.back(c, d.people.SetRoles(ctx, by, models.ID(c.Param("id")), roles(c)), "/desk/admin/people", "admin.saved", d.peopleAgain)
}

func (d *Door) disable(c echo.Context) error {
	ctx, by := d.by(c)
	return d.back(c, d.people.Disable(ctx, by, models.ID(c.Param("id"))), "/desk/admin/people", "admin.disabled", d.peopleAgain)
}

func (d *Door) enable(c echo.Context) error {
	ctx, by := d.by(c)
	return d.back(c, d.people.Enable(ctx, by, models.ID(c.Param("id"))), "/desk/admin/people", "admin.enabled", d.peopleAgain)
}

func (d *Door) revoke(c echo.Context) error {
	ctx, by := d.by(c)
	return d.back(c, d.people.Revoke(ctx, by, models.ID(c.Param("id"))), "/desk/admin/people", "admin.revoked", d.peopleAgain)
}

func (d *Door) desks(c echo.Context) error { return d.showDesks(c, nil) }

func (d *Door) showDesks(c echo.Context, wrong error) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	ctx, by := d.by(c)
	all, err := d.people.Directory(ctx, by)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "admin.desks")
	return d.web.Render(c, web.Status(wrong), Desks{p, all, p.Form(c.Request().PostForm, wrong)})
}

func (d *Door) makeDesk(c echo.Context) error {
	ctx, by := d.by(c)
	_, err := d.people.MakeDesk(ctx, by, c.FormValue("desk"))
	return d.back(c, err, "/desk/admin/desks", "admin.desk.made", d.showDesks)
}

func (d *Door) propose(c echo.Context) error {
	ctx, by := d.by(c)
	return d.back(c, d.people.Propose(ctx, by, models.ID(c.Param("id")), models.ID(c.FormValue("person"))), "/desk/admin/desks", "admin.proposed", d.showDesks)
}

func (d *Door) remove(c echo.Context) error {
	ctx, by := d.by(c)
	return d.back(c, d.people.Remove(ctx, by, models.ID(c.Param("id")), models.ID(c.Param("person"))), "/desk/admin/desks", "admin.removed", d.showDesks)
}

func (d *Door) retention(c echo.Context) error {
	ctx, by := d.by(c)
	months, err := strconv.Atoi(strings.TrimSpace(c.FormValue("months")))
	if err != nil {
		months = -1
	}
	return d.back(c, d.people.SetRetention(ctx, by, models.ID(c.Param("id")), months), "/desk/admin/desks", "admin.saved", d.showDesks)
}

func (d *Door) lead(c echo.Context) error {
	ctx, by := d.by(c)
	err := d.people.SetLead(ctx, by, models.ID(c.Param("id")), models.ID(c.Param("person")), c.FormValue("lead") != "")
	return d.back(c, err, "/desk/admin/desks", "admin.saved", d.showDesks)
}
