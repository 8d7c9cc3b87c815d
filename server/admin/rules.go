package admin

import (
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/routing"
	"loupe/server/web"
)

// Routing is the text of the rules, what a trial of them showed, and how they read before.
type Routing struct {
	web.Page
	Form       web.Form
	Trial      *routing.Trial
	History    []models.RuleVersion
	Unreadable string // positions of stored rules that can't be read any more
}

// trialSize is how many of the newest reports rules are tried on.
const trialSize = 500

func (d *Door) ruleText(c echo.Context) error {
	ctx, by := d.by(c)
	text, err := d.rules.Text(ctx, by)
	if err != nil {
		return err
	}
	return d.showRules(c, url.Values{"rules": {text}}, nil, nil)
}

func (d *Door) showRules(c echo.Context, v url.Values, trial *routing.Trial, wrong error) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	ctx, by := d.by(c)
	p := d.web.Page(c, "admin.rules")
	page := Routing{Page: p, Form: p.Form(v, wrong), Trial: trial}
	var err error
	if page.History, err = d.rules.History(ctx, by); err != nil {
		return err
	}
	lost, err := d.rules.Unreadable(ctx, by)
	if err != nil {
		return err
	}
	var numbers []string
	for _, n := range lost {
		numbers = append(numbers, p.Number(n))
	}
	page.Unreadable = strings.Join(numbers, ", ")
	return d.web.Render(c, web.Status(wrong), page)
}

func (d *Door) saveRules(c echo.Context) error {
	ctx, by := d.by(c)
	return d.back(c, d.rules.Replace(ctx, by, c.FormValue("rules"), c.FormValue("note")), "/desk/admin/rules", "admin.rules.saved", func(c echo.Context, wrong error) error {
		return d.showRules(c, c.Request().PostForm, nil, wrong)
	})
}

// tryRules shows what the rules in the form would have done, before anything is switched on.
func (d *Door) tryRules(c echo.Context) error {
	ctx, by := d.by(c)
	trial, err := d.rules.Try(ctx, by, c.FormValue("rules"), trialSize)
	if err != nil {
		return d.showRules(c, c.Request().PostForm, nil, err)
	}
	return d.showRules(c, c.Request().PostForm, &trial, nil)
}
