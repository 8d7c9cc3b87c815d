package collect

import (
	"context"
	"io"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// UploadIntake is what uploads call.
type UploadIntake interface {
	BeginUpload(ctx context.Context, report, exhibit models.ID, kind models.ExhibitKind, size int64) (token string, u models.Upload, err error)
	Upload(ctx context.Context, token string) (models.Upload, error)
	Append(ctx context.Context, token string, offset int64, r io.Reader) (models.Upload, error)
	EndUpload(ctx context.Context, token string) error
}

// Uploads is the door of files that a device sealed: tus 1.0 with creation, creation-with-upload,
// termination and expiration. It sees ciphertext, and ids that the device drew.
type Uploads struct {
	web    *web.Web
	intake UploadIntake
}

// NewUploads makes the door.
func NewUploads(w *web.Web, in UploadIntake) *Uploads { return &Uploads{w, in} }

// Routes are all addresses of this door.
func (d *Uploads) Routes(e *echo.Echo) {
	g := e.Group("/uploads", d.resumable)
	limit := d.web.Limit("uploads", 30000, 2000)
	g.OPTIONS("", d.options)
	g.POST("", d.create, limit)
	g.HEAD("/:token", d.offset)
	g.PATCH("/:token", d.patch, limit)
	g.DELETE("/:token", d.end)
}
