package desk

import (
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/review"
)

// FollowUpKinds are the choices of the form.
func (CaseFile) FollowUpKinds() []models.FollowUpKind { return models.FollowUpKinds }

// Parties are whom a case can be followed up with.
func (CaseFile) Parties() []string { return models.Parties }

func (d *Door) follow(c echo.Context) error {
	v := func(name string) string { return strings.TrimSpace(c.FormValue(name)) }
	err := d.review.FollowUp(c.Request().Context(), reader(c), id(c), review.FollowUpInput{
		Kind: models.FollowUpKind(v("follow_kind")), OnDay: v("follow_on"), Remind: v("follow_remind"),
		FollowUpText: models.FollowUpText{Party: v("follow_party"), Name: v("follow_name"), Text: v("follow_text")},
	})
	return d.caseDone(c, err, "follow.saved")
}
