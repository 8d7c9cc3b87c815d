package people

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"loupe/models"
	"loupe/seal"
)

// SetUpInput is what the first set-up asks.
type SetUpInput struct {
	Organisation string
	Languages    []string // BCP 47; the first is the default; empty for English
	AdminName    string
	Email        string
	Passphrase   string
	Desk         string
	RecoveryKey  string // public; its private half is shown once and never stored
	Demo         bool
}

// NewRecovery draws the recovery key: the printed text for the person, the public key for SetUp.
func (p *People) NewRecovery() (text, public string, err error) {
	key, text, err := seal.NewRecoveryKey(p.random)
	return text, string(key.Public()), err
}

// IsSetUp tells whether set-up has been done.
func (p *People) IsSetUp(ctx context.Context) (bool, error) {
	_, err := p.store.Platform(ctx)
	if models.KindOf(err) == models.NotFound {
		return false, nil
	}
	return err == nil, err
}

// CheckSetUp tells what is wrong with the input, before the recovery key is drawn.
func (p *People) CheckSetUp(in SetUpInput) error {
	var wrong []models.FieldError
	if n := len([]rune(strings.TrimSpace(in.Organisation))); n == 0 || n > 100 {
		wrong = append(wrong, models.FieldError{Field: "org", Key: "setup.error.org"})
	}
	if n := len([]rune(strings.TrimSpace(in.Desk))); n == 0 || n > 60 || strings.ContainsAny(in.Desk, "\"\n") {
		wrong = append(wrong, models.FieldError{Field: "desk", Key: "setup.error.desk"})
	}
	if err := p.checkPerson(strings.TrimSpace(in.AdminName), strings.ToLower(strings.TrimSpace(in.Email)), in.Passphrase); err != nil {
		refusal, ok := errors.AsType[*models.Error](err)
		if !ok {
			return err
		}
		wrong = append(wrong, refusal.Fields...)
	}
	if wrong != nil {
		return models.RefuseFields(wrong...)
	}
	return nil
}

// SettingsInput is what an admin may change of a platform: its name, the languages that visitors are
// offered, the default first, the roles that must have a second factor, whether a second person must look
// at each redaction before it is published, where "leave quickly" leads, and the licence of the public texts.
type SettingsInput struct {
	Name             string
	Languages        []string
	SecondFor        []models.Role
	LookTwice        bool
	LeaveTo, Licence string
}

// SaveSettings changes the platform. Roles that don't exist are left out.
func (p *People) SaveSettings(ctx context.Context, by models.Person, in SettingsInput) error {
	if err := models.MayAdminister(by, models.DeedSettings); err != nil {
		return err
	}
	name := strings.TrimSpace(in.Name)
	if n := len([]rune(name)); n == 0 || n > 100 {
		return models.RefuseFields(models.FieldError{Field: "org", Key: "setup.error.org"})
	}
	if len(in.Languages) == 0 {
		return models.RefuseFields(models.FieldError{Field: "language", Key: "setup.error.language"})
	}
	leaveTo := strings.TrimSpace(in.LeaveTo)
	if leaveTo == models.LeaveTo {
		leaveTo = ""
	}
	if at, err := url.Parse(leaveTo); leaveTo != "" && (err != nil || at.Scheme != "https" || at.Host == "" || at.User != nil || len(leaveTo) > 200) {
		return models.RefuseFields(models.FieldError{Field: "leave_to", Key: "setup.error.leave"})
	}
	if in.Licence != models.NoLicence && !slices.ContainsFunc(models.Licences, func(l models.Licence) bool { return l.ID == in.Licence }) {
		return models.RefuseFields(models.FieldError{Field: "licence", Key: "setup.error.licence"})
	}
	now, err := p.store.Platform(ctx)
	if err != nil {
		return err
	}
	now.Name, now.Languages, now.LookTwice, now.LeaveTo, now.Licence = name, in.Languages, in.LookTwice, leaveTo, in.Licence
	now.SecondFor = slices.DeleteFunc(in.SecondFor, func(r models.Role) bool { return !slices.Contains(models.Roles, r) })
	return p.store.SavePlatform(ctx, now, p.custody(by.ID, models.ItemPlatform, "", models.DeedSettings, strings.Join(in.Languages, " ")))
}

// SetUp makes the platform, its first admin, its first desk and a rule that sends everything there.
// It can be done once. Until the desk's first member has made its key, reports can be opened with
// the recovery key alone.
func (p *People) SetUp(ctx context.Context, in SetUpInput) error {
	if err := p.CheckSetUp(in); err != nil {
		return err
	}
	if _, err := seal.ParsePublicKey(in.RecoveryKey); err != nil {
		return models.RefuseFields(models.FieldError{Field: "recovery", Key: "setup.error.recovery"})
	}
	admin, _, locked, err := p.newPerson(ctx, "", in.AdminName, in.Email, in.Passphrase)
	if err != nil {
		return err
	}
	admin.Roles = []models.Role{models.RoleAdmin}
	desk, rule, err := p.firstDesk(strings.TrimSpace(in.Desk))
	if err != nil {
		return err
	}
	if len(in.Languages) == 0 {
		in.Languages = []string{"en"}
	}
	platform := models.Platform{Name: strings.TrimSpace(in.Organisation), Languages: in.Languages, RecoveryKey: in.RecoveryKey, SetUpAt: p.now(), Demo: in.Demo}
	set := models.SetUp{Platform: platform, Admin: admin, AdminKey: locked, Desk: desk, Rules: []models.Rule{rule}}
	return p.store.SetUp(ctx, set,
		p.custody(admin.ID, models.ItemPlatform, "", models.DeedSetup, ""),
		p.custody(admin.ID, models.ItemDesk, desk.ID, models.DeedDeskMake, ""))
}

func (p *People) firstDesk(name string) (models.Desk, models.Rule, error) {
	desk, err := models.NewID(p.random)
	if err != nil {
		return models.Desk{}, models.Rule{}, err
	}
	rule, err := models.NewID(p.random)
	if err != nil {
		return models.Desk{}, models.Rule{}, err
	}
	return models.Desk{ID: desk, Name: name, CreatedAt: p.now()},
		models.Rule{ID: rule, Position: 1, Text: fmt.Sprintf("otherwise -> desk %q, priority normal, due 7d", name)}, nil
}
