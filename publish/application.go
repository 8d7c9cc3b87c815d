package publish

import (
	"net/mail"
	"strings"

	"loupe/models"
)

func checkApplication(a *models.Application) error {
	var wrong []models.FieldError
	for _, f := range []struct {
		name string
		text *string
		max  int
		key  string
	}{{"name", &a.Name, 120, "pressroom.error.name"}, {"outlet", &a.Outlet, 160, "pressroom.error.outlet"}, {"email", &a.Email, 254, "pressroom.error.email"}, {"proof", &a.Proof, 2000, "pressroom.error.proof"}} {
		*f.text = strings.TrimSpace(strings.ToValidUTF8(*f.text, ""))
		switch n := len([]rune(*f.text)); {
		case n == 0:
			wrong = append(wrong, models.FieldError{Field: f.name, Key: f.key})
		case n > f.max:
			wrong = append(wrong, models.FieldError{Field: f.name, Key: "desk.error.long", Args: map[string]any{"Max": f.max}})
		}
	}
	if _, err := mail.ParseAddress(a.Email); a.Email != "" && err != nil {
		wrong = append(wrong, models.FieldError{Field: "email", Key: "pressroom.error.email"})
	}
	if wrong != nil {
		return models.RefuseFields(wrong...)
	}
	return nil
}
