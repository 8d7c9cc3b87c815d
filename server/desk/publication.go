package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/publish"
	"loupe/server/web"
)

// Publication is the editor's page: the public text, the pictures, and what is still missing.
type Publication struct {
	web.Page
	publish.Draft
	Form       web.Form
	Precisions []models.Precision
	Dates      []models.DatePrecision
	Reasons    []models.WithdrawalReason
	FollowUps  []models.FollowUp
	Drafts     []models.TranslationDraft
	Tongues    []string
	Missing    []string
	Shows      map[models.ID]models.PublicCopy // pictures that are chosen
}

// Preview is what the public will see.
type Preview struct {
	web.Page
	web.Article
	Case models.Case
}

func (d *Door) draft(c echo.Context) error { return d.showDraft(c, nil) }

func (d *Door) showDraft(c echo.Context, wrong error) error {
	draft, err := d.publish.Draft(c.Request().Context(), editor(c), id(c))
	if err != nil {
		return err
	}
	p := d.web.Page(c, "publish.title", "Number", draft.Case.Number)
	v := c.Request().PostForm
	if !v.Has("version") {
		v = contentValues(draft.Content)
	}
	page := Publication{Page: p, Draft: draft, Form: p.Form(v, wrong), Precisions: models.Precisions, Dates: models.DatePrecisions, Reasons: models.WithdrawalReasons, FollowUps: models.FollowUps, Tongues: models.Tongues, Shows: map[models.ID]models.PublicCopy{}}
	if page.Drafts, err = d.publish.TranslationDrafts(c.Request().Context(), editor(c), id(c)); err != nil {
		return err
	}
	for _, f := range draft.Problems {
		if text := p.T(f.Key); !slices.Contains(page.Missing, text) {
			page.Missing = append(page.Missing, text)
		}
	}
	for _, e := range draft.Content.Exhibits {
		page.Shows[e.ID] = e
	}
	return d.web.Render(c, web.Status(wrong), page)
}

func contentValues(x models.Content) url.Values {
	return url.Values{
		"title": {x.Title}, "summary": {x.Summary}, "account": {x.Account}, "language": {x.Language}, "category": x.Categories, "place": {x.Place}, "place_precision": {string(x.Precision)},
		"site": {x.SiteSlug}, "occurred_on": {x.OccurredOn}, "occurred_until": {x.OccurredUntil}, "occurred_precision": {string(x.DatePrecision)}, "victims_min": {count(x.VictimsMin)},
		"victims_max": {count(x.VictimsMax)}, "how_verified": {x.HowVerified}, "response": {x.Response}, "follow_up": {x.FollowUp}, "follow_up_status": {string(x.Status)}, "sources": {count(x.Sources)},
	}
}

func (d *Door) saveDraft(c echo.Context) error {
	ctx := c.Request().Context()
	draft, err := d.publish.Draft(ctx, editor(c), id(c))
	if err != nil {
		return err
	}
	v := c.FormValue
	x := draft.Content
	x.Title, x.Summary, x.Account = strings.TrimSpace(v("title")), strings.TrimSpace(v("summary")), strings.ReplaceAll(v("account"), "\r\n", "\n")
	x.Categories, x.Place, x.Precision, x.SiteSlug = c.Request().PostForm["category"], v("place"), models.Precision(v("place_precision")), v("site")
	x.OccurredOn, x.OccurredUntil, x.DatePrecision = v("occurred_on"), v("occurred_until"), models.DatePrecision(v("occurred_precision"))
	x.VictimsMin, _ = strconv.Atoi(v("victims_min"))
	x.VictimsMax, _ = strconv.Atoi(v("victims_max"))
	x.Sources, _ = strconv.Atoi(v("sources"))
	x.HowVerified, x.Response, x.FollowUp = v("how_verified"), v("response"), v("follow_up")
	for _, s := range draft.Sites {
		if s.Slug == x.SiteSlug {
			x.Country, x.Region = s.Country, s.Region
		}
	}
	if language := v("language"); slices.Contains(models.Tongues, language) {
		x.Language = language
	}
	x.Status = models.FollowUp(v("follow_up_status"))
	x.Exhibits = nil
	for _, p := range draft.Exhibits {
		key := "_" + string(p.ID)
		if v("show"+key) == "" {
			continue
		}
		x.Exhibits = append(x.Exhibits, models.PublicCopy{ID: p.ID, Caption: v("caption" + key), Alt: v("alt" + key), Credit: v("credit" + key), License: v("license" + key), Warning: v("warning" + key), Transcript: strings.TrimSpace(strings.ReplaceAll(v("transcript"+key), "\r\n", "\n"))})
	}
	version, _ := strconv.Atoi(v("version"))
	if v("replace") != "" {
		return d.done(c, d.publish.Save(ctx, editor(c), id(c), x, version, standIn(c)), "/desk/cases/"+c.Param("id")+"/publication#words", "names.replaced", d.showDraft)
	}
	return d.done(c, d.publish.Save(ctx, editor(c), id(c), x, version), "/desk/cases/"+c.Param("id")+"/publication", "publish.saved", d.showDraft)
}

func (d *Door) previewCase(c echo.Context) error {
	draft, err := d.publish.Draft(c.Request().Context(), editor(c), id(c))
	if err != nil {
		return err
	}
	p := models.Publication{Version: 1, PublishedAt: d.web.Now(), UpdatedAt: d.web.Now(), Content: publish.Coarsen(draft.Content, draft.Sites)}
	if now := draft.Publication; now != nil {
		p.Ref, p.Version, p.PublishedAt = now.Ref, now.Version+1, now.PublishedAt
	}
	for i, e := range p.Content.Exhibits {
		p.Content.Exhibits[i] = draft.Copy(e)
	}
	article, err := web.NewArticle(p, func(e models.PublicCopy) string {
		return "/desk/cases/" + string(draft.Case.ID) + "/redact/" + string(e.ID) + "/copy"
	})
	if err != nil {
		return err
	}
	return d.web.Render(c, 200, Preview{d.web.Page(c, "publish.preview"), article, draft.Case})
}

func (d *Door) publishCase(c echo.Context) error {
	ctx := c.Request().Context()
	var err error
	if c.FormValue("correct") != "" {
		of, _ := strconv.Atoi(c.FormValue("of"))
		_, err = d.publish.Correct(ctx, editor(c), id(c), of, c.FormValue("note"))
	} else {
		_, err = d.publish.Publish(ctx, editor(c), id(c))
	}
	return d.done(c, err, "/desk/cases/"+c.Param("id")+"/publication", "publish.done", d.showDraft)
}

func (d *Door) withdraw(c echo.Context) error {
	err := d.publish.Withdraw(c.Request().Context(), editor(c), id(c), models.WithdrawalReason(c.FormValue("reason")), c.FormValue("notice"))
	return d.done(c, err, "/desk/cases/"+c.Param("id")+"/publication", "publish.withdrawn", d.showDraft)
}
