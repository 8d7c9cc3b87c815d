// Package desk is the door of reviewers and editors: the queue, reports, exhibits, cases, decisions,
// redactions and publications.
package desk

import (
	"context"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/publish"
	"loupe/review"
	"loupe/server/web"
)

// Door serves them.
type Door struct {
	web     *web.Web
	review  *review.Review
	publish *publish.Desk
	texter  Texter
}

// New makes the door.
func New(w *web.Web, r *review.Review, p *publish.Desk, t Texter) *Door { return &Door{w, r, p, t} }

// Routes are all addresses of this door.
func (d *Door) Routes(e *echo.Echo) {
	g := e.Group("/desk", d.web.SignedIn(models.RoleReviewer, models.RoleEditor))
	g.GET("", d.queue)
	g.POST("/bulk", d.bulk)
	g.POST("/views", d.saveView)
	g.POST("/views/:id/drop", d.dropView)
	g.GET("/figures", d.figures)
	g.GET("/notices", d.notices)
	g.POST("/notices", d.readNotices)
	g.GET("/openings", d.openings)
	g.POST("/openings", d.makeOpening, d.web.Grave)
	g.GET("/openings/:id", d.opening)
	g.GET("/presence/:kind/:id", d.presence)
	g.GET("/reports/:id", d.report)
	g.GET("/reports/:id/near", d.near)
	g.POST("/reports/:id/take", d.take)
	g.POST("/reports/:id/release", d.release)
	g.POST("/reports/:id/close", d.close)
	g.POST("/reports/:id/reopen", d.reopen)
	g.POST("/reports/:id/hold", d.hold)
	g.POST("/reports/:id/erase", d.erase, d.web.Grave)
	g.GET("/reports/:id/certificate", d.certificate)
	g.POST("/reports/:id/route", d.route)
	d.web.InParts(g.POST("/reports/:id/ask", d.ask))
	g.GET("/reports/:id/files/:file", d.attached)
	g.GET("/ready", d.ready)
	g.POST("/ready", d.writeReady)
	g.POST("/ready/:ready/drop", d.dropReady)
	g.POST("/reports/:id/restrict", d.restrict)
	g.POST("/reports/:id/unrestrict", d.unrestrict)
	g.GET("/labels", d.labels)
	g.POST("/labels", d.makeLabel)
	g.POST("/labels/:label", d.renameLabel)
	g.POST("/labels/:label/drop", d.dropLabel)
	g.POST("/reports/:id/label", d.label)
	g.POST("/reports/:id/unlabel", d.unlabel)
	g.POST("/reports/:id/text", d.text)
	g.POST("/reports/:id/case", d.openCase)
	g.POST("/reports/:id/join", d.join)

	g.GET("/exhibits/:id", d.exhibit)
	g.POST("/exhibits/:id/findings", d.addFinding)
	g.GET("/exhibits/:id/sun", d.sun)
	g.GET("/exhibits/:id/preview", d.preview)
	g.GET("/exhibits/:id/thumbnail", d.thumbnail)
	g.GET("/exhibits/:id/original", d.original)
	g.GET("/exhibits/:id/pages/:n", d.page)
	d.web.InParts(g.POST("/exhibits/:id/stills", d.addStill))
	g.GET("/exhibits/:id/stills/:n", d.still)
	g.GET("/exhibits/:id/sound", d.sound)

	g.GET("/cases", d.cases)
	g.GET("/cases/:id", d.caseFile)
	g.POST("/cases/:id/file", d.saveFile)
	g.GET("/cases/:id/grade/:axis", d.gradeForm)
	g.POST("/cases/:id/grade/:axis", d.grade)
	g.GET("/cases/:id/check/:exhibit", d.checkForm)
	g.POST("/cases/:id/check/:exhibit", d.check)
	g.POST("/cases/:id/settle/:axis", d.settle)
	g.GET("/cases/:id/record", d.record)
	g.POST("/cases/:id/record/:part", d.changeRecord)
	g.POST("/cases/:id/tasks", d.addTask)
	g.POST("/cases/:id/tasks/:task/done", d.doneTask)
	g.POST("/cases/:id/follow", d.follow)
	g.POST("/cases/:id/merge", d.merge)
	g.POST("/cases/:id/export", d.export, d.web.Grave)
	g.GET("/cases/:id/print", d.print)
	g.POST("/cases/:id/split", d.split)
	g.POST("/cases/:id/note", d.note)
	g.POST("/cases/:id/propose", d.propose)
	g.POST("/cases/:id/confirm", d.confirm)
	g.POST("/cases/:id/send-back", d.sendBack)
	g.POST("/cases/:id/reopen", d.reopenCase)

	g.GET("/dossiers", d.dossiers)
	g.POST("/dossiers", d.newDossier)
	g.GET("/dossiers/:id", d.dossier)
	g.POST("/dossiers/:id", d.saveDossier)
	g.POST("/dossiers/:id/propose", d.proposeDossier)
	g.POST("/dossiers/:id/release", d.releaseDossier)
	g.POST("/dossiers/:id/withdraw", d.withdrawDossier)

	g.GET("/cases/:id/publication", d.draft)
	g.POST("/cases/:id/publication", d.saveDraft)
	g.POST("/cases/:id/pseudonyms", d.pseudonyms)
	g.GET("/cases/:id/words", d.standIns)
	g.POST("/cases/:id/words", d.chooseWords)
	g.POST("/cases/:id/words/look", d.sayWordLook)
	g.GET("/journalists", d.journalists)
	g.POST("/journalists/:id", d.decideJournalist)
	g.GET("/cases/:id/release", d.releasePage)
	g.POST("/cases/:id/schedule", d.schedule)
	g.POST("/cases/:id/schedule/cancel", d.cancelSchedule)
	g.POST("/cases/:id/previews", d.givePreview)
	g.POST("/cases/:id/previews/:preview/revoke", d.revokePreview)
	g.GET("/cases/:id/preview", d.previewCase)
	g.POST("/cases/:id/publish", d.publishCase, d.web.Grave)
	g.GET("/cases/:id/translate", d.translateTo)
	g.GET("/cases/:id/translate/:lang", d.translateForm)
	g.POST("/cases/:id/translate/:lang", d.saveTranslation)
	g.POST("/cases/:id/translate/:lang/release", d.releaseTranslation)
	g.POST("/cases/:id/withdraw", d.withdraw, d.web.Grave)
	g.GET("/cases/:id/redact/:exhibit", d.redactForm)
	g.POST("/cases/:id/redact/:exhibit", d.redact)
	g.GET("/cases/:id/redact/:exhibit/copy", d.copy)
	g.GET("/cases/:id/redact/:exhibit/series", d.series)
	g.POST("/cases/:id/redact/:exhibit/series", d.repeat)
	g.GET("/cases/:id/redact/:exhibit/state", d.cutState)
	g.GET("/cases/:id/look/:exhibit/still", d.lookStill)
	g.GET("/cases/:id/look/:exhibit", d.look)
	g.POST("/cases/:id/look/:exhibit", d.sayLook)
	g.GET("/cases/:id/look/:exhibit/copy", d.lookCopy)
}

func id(c echo.Context) models.ID { return models.ID(c.Param("id")) }

func reader(c echo.Context) review.Reader {
	v := web.VisitorOf(c)
	return review.Reader{Person: v.Person, Key: v.Key}
}

func editor(c echo.Context) publish.Editor {
	v := web.VisitorOf(c)
	return publish.Editor{Person: v.Person, Key: v.Key}
}

// done goes to a page with a word of what was done, or shows what to mend.
func (d *Door) done(c echo.Context, err error, to, flash string, show func(echo.Context, error) error) error {
	if err != nil {
		if !web.Mendable(err) {
			return err
		}
		return show(c, err)
	}
	d.web.Flash(c, flash)
	return c.Redirect(303, to)
}

func withoutCancel(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }
