package desk

import (
	"context"

	"github.com/labstack/echo/v4"

	"loupe/models"
)

// Texter writes text messages to a source who said that they may be written to.
type Texter interface {
	Send(ctx context.Context, by models.Person, report models.ID, gateway, number, text string) error
}

// text asks the source a question as any other, and sends its words by text message too. What that
// can't protect is said at the button.
func (d *Door) text(c echo.Context) error {
	ctx := c.Request().Context()
	open, err := d.review.Report(ctx, reader(c), id(c))
	if err != nil {
		return err
	}
	if open.Testimony.Gateway == "" || d.texter == nil {
		return models.ErrNotFound
	}
	err = d.review.Ask(ctx, reader(c), id(c), c.FormValue("text"))
	if err == nil {
		err = d.texter.Send(ctx, reader(c).Person, id(c), open.Testimony.Gateway, open.Testimony.Contact, c.FormValue("text"))
	}
	return d.reportDone(c, err, "sms.sent")
}
