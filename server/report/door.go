// Package report is the door of sources and monitors: telling, coming back, adding. It can't reach
// review or publishing.
package report

import (
	"context"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
	"loupe/seal"
	"loupe/server/web"
)

// Intake is what this door calls.
type Intake interface {
	Begin() (*intake.Edge, error)
	Resume(token string) (*intake.Edge, error)
	Limits() intake.Limits
	Keys(ctx context.Context) (models.Signed, error)
	AcceptSealed(ctx context.Context, r models.SealedReport) (already bool, err error)
	About(ctx context.Context, ref string) error
	Sites(ctx context.Context) ([]models.Site, error)
	Look(ctx context.Context, receipt seal.Receipt) (intake.Returned, error)
	LookOwn(ctx context.Context, by models.Person, key seal.PrivateKey, report models.ID) (intake.Returned, error)
	Own(ctx context.Context, by models.Person, after string) ([]models.Return, string, error)
	BeginAnswer(ctx context.Context, receipt seal.Receipt) (*intake.Edge, error)
	Attached(ctx context.Context, receipt seal.Receipt, file models.ID) (models.AttachedFile, []byte, error)
	AttachedOwn(ctx context.Context, by models.Person, key seal.PrivateKey, report, file models.ID) (models.AttachedFile, []byte, error)
	BeginOwnAnswer(ctx context.Context, by models.Person, report models.ID) (*intake.Edge, error)
}

// Door serves them.
type Door struct {
	web    *web.Web
	intake Intake
	code   code
}

// New makes the door.
func New(w *web.Web, in Intake) *Door {
	code, err := readCode()
	if err != nil {
		panic(err) // the files are embedded
	}
	return &Door{w, in, code}
}

// Routes are all addresses of this door.
func (d *Door) Routes(e *echo.Echo) {
	// Behind an onion service or a proxy all sources share one address: the limits stop a flood and
	// nothing less. A receipt's 99 bits need no help from them.
	send, look := d.web.Limit("report", 30000, 2000), d.web.Limit("receipt", 600, 200)
	e.GET("/report", d.form, mayRecord)
	d.web.InParts(e.POST("/report", d.send, send))
	e.GET("/report/sw.js", d.serviceWorker)
	e.GET("/report/app.webmanifest", d.manifest)
	e.GET("/report/app", d.appParts)
	e.GET("/report/code/:version/*", d.serveCode)
	e.GET("/report/sites/:country", d.sites)
	e.GET("/report/keys", d.keys)
	e.POST("/report/sealed", d.sealed, send)
	e.GET("/report/receipt", d.aboutReceipt)
	e.GET("/report/about/:ref", d.askForm)
	d.web.InParts(e.POST("/report/about/:ref", d.ask, send))
	e.GET("/report/return", d.returnForm)
	d.web.InParts(e.POST("/report/return", d.returned, look))
	e.POST("/report/return/file", d.attached, look)

	m := e.Group("/monitor", d.web.SignedIn(models.RoleMonitor))
	m.GET("", d.own)
	m.GET("/report", d.monitorForm)
	d.web.InParts(m.POST("/report", d.monitorSend))
	m.GET("/reports/:id", d.ownReport)
	d.web.InParts(m.POST("/reports/:id", d.ownAnswer))
	m.GET("/reports/:id/files/:file", d.ownAttached)
}
