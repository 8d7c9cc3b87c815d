package admin

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/routing"
	"loupe/server/web"
)

// RuleForm is the rules as fields. The draft travels in the page: nothing is in force before it is saved.
type RuleForm struct {
	web.Page
	Form   web.Form
	Rules  []routing.Draft
	Desks  []string // open
	Emails []string
	Moved  int // the rule that a button moved or added, from 1; 0 for none
}

// Fields are what a test can ask for.
func (RuleForm) Fields() []string { return routing.Fields() }

// Operators are how it can ask.
func (RuleForm) Operators() []string { return routing.DraftOperators }

// Priorities are those that a rule can give.
func (RuleForm) Priorities() []models.Priority { return models.Priorities }

// Strategies are who of a desk can be given a report.
func (RuleForm) Strategies() []routing.Strategy { return routing.Strategies }

// Blank is a rule's tests with one more to fill in.
func (RuleForm) Blank(tests []routing.DraftTest) []routing.DraftTest {
	return append(slices.Clone(tests), routing.DraftTest{})
}

// ruleForm shows the rules in force as fields.
func (d *Door) ruleForm(c echo.Context) error {
	ctx, by := d.by(c)
	text, err := d.rules.Text(ctx, by)
	if err != nil {
		return err
	}
	return d.formOf(c, text)
}

// formOf shows a text as fields, or as text with what can't be read in it.
func (d *Door) formOf(c echo.Context, text string) error {
	ctx, by := d.by(c)
	drafts, err := d.rules.Drafts(ctx, by, text)
	if err != nil {
		return d.showRules(c, url.Values{"rules": {text}, "note": {c.FormValue("note")}}, nil, err)
	}
	return d.showRuleForm(c, drafts, 0, nil)
}

func (d *Door) showRuleForm(c echo.Context, drafts []routing.Draft, now int, wrong error) error {
	if wrong != nil && !web.Mendable(wrong) {
		return wrong
	}
	ctx, by := d.by(c)
	desks, emails, err := d.rules.Names(ctx, by)
	if err != nil {
		return err
	}
	p := d.web.Page(c, "admin.rules")
	return d.web.Render(c, web.Status(wrong), RuleForm{p, p.Form(url.Values{"note": {c.FormValue("note")}}, wrong), drafts, desks, emails, now})
}

// changeRuleForm does what the pressed button says with the rules in the form: moves, removes or adds one,
// goes over to the text, tries them, or puts them in force.
func (d *Door) changeRuleForm(c echo.Context) error {
	ctx, by := d.by(c)
	if err := c.Request().ParseForm(); err != nil {
		return err
	}
	v := c.Request().PostForm
	what, at, _ := strings.Cut(v.Get("do"), ".")
	if what == "read" {
		return d.formOf(c, v.Get("rules"))
	}
	drafts := draftsOf(v)
	text, byLine := routing.PrintDrafts(drafts)
	switch what {
	case "try", "text":
		if again, err := d.rules.Drafts(ctx, by, text); err != nil {
			return d.showRuleForm(c, drafts, 0, byRule(err, byLine))
		} else if len(again) > 0 {
			text, _ = routing.PrintDrafts(again)
		}
		c.Request().PostForm = url.Values{"rules": {text}, "note": {v.Get("note")}}
		if what == "text" {
			return d.showRules(c, c.Request().PostForm, nil, nil)
		}
		trial, err := d.rules.Try(ctx, by, text, trialSize)
		if err != nil {
			return d.showRuleForm(c, drafts, 0, byRule(err, byLine))
		}
		return d.showRules(c, c.Request().PostForm, &trial, nil)
	case "save":
		return d.back(c, d.rules.Replace(ctx, by, text, v.Get("note")), "/desk/admin/rules/form", "admin.rules.saved", func(c echo.Context, wrong error) error {
			return d.showRuleForm(c, drafts, 0, byRule(wrong, byLine))
		})
	}
	n, _ := strconv.Atoi(at)
	drafts, now := changed(drafts, what, n)
	return d.showRuleForm(c, drafts, now, nil)
}

// changed moves, removes or adds a rule, counted from 1, and says where to look next. A button that
// can't do anything there leaves all as it is.
func changed(drafts []routing.Draft, what string, n int) ([]routing.Draft, int) {
	i := n - 1
	switch {
	case what == "add" && len(drafts) < routing.MaxRules: // the last rule is mostly the one that always holds
		at := max(0, len(drafts)-1)
		return slices.Insert(drafts, at, routing.Draft{Priority: string(models.PriorityNormal)}), at + 1
	case i < 0 || i >= len(drafts):
		return drafts, 0
	case what == "remove":
		return slices.Delete(drafts, i, i+1), min(n, len(drafts)-1)
	case what == "up" && i > 0:
		drafts[i-1], drafts[i] = drafts[i], drafts[i-1]
		return drafts, n - 1
	case what == "down" && i < len(drafts)-1:
		drafts[i], drafts[i+1] = drafts[i+1], drafts[i]
		return drafts, n + 1
	}
	return drafts, n
}

// draftsOf reads the fields in the order in which the page had the rules, which a script may have changed.
func draftsOf(v url.Values) []routing.Draft {
	var drafts []routing.Draft
	for i, n := range v["row"] {
		if i == routing.MaxRules {
			break
		}
		of := func(field string) string { return v.Get("r" + n + "." + field) }
		draft := routing.Draft{
			Comments: of("comments"), Off: of("off") != "", Any: of("any") == "yes", Written: of("written"),
			Desks: v["r"+n+".desk"], Escalate: of("escalate"), Priority: of("priority"), Due: of("due"),
			Strategy: of("strategy"), Person: of("person"),
		}
		fields, operators, values := v["r"+n+".field"], v["r"+n+".operator"], v["r"+n+".values"]
		for j := range min(len(fields), len(operators), len(values)) {
			if fields[j] != "" || strings.TrimSpace(values[j]) != "" {
				draft.Tests = append(draft.Tests, routing.DraftTest{Field: fields[j], Operator: operators[j], Values: values[j]})
			}
		}
		drafts = append(drafts, draft)
	}
	return drafts
}

// byRule turns the lines of a refusal into the rules of the form that they stand for.
func byRule(err error, byLine map[int]int) error {
	e, ok := errors.AsType[*models.Error](err)
	if !ok {
		return err
	}
	out := *e
	out.Fields = slices.Clone(e.Fields)
	for i, f := range out.Fields {
		line, _ := f.Args["Line"].(int)
		if at, ok := byLine[line]; ok && f.Field == "rules" {
			out.Fields[i].Field = fmt.Sprintf("rule-%d", at+1)
		}
	}
	return &out
}
