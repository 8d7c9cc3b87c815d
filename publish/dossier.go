package publish

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"loupe/dossier"
	"loupe/keyring"
	"loupe/models"
	"loupe/seal"
	"loupe/words"
)

// DossierStore keeps dossiers.
type DossierStore interface {
	Dossiers(ctx context.Context, desks []models.ID) ([]models.Dossier, error)
	Dossier(ctx context.Context, id models.ID) (models.Dossier, error)
	OpenDossier(ctx context.Context, d models.Dossier, keys []models.WrappedKey, ev models.Custody) error
	SaveDossier(ctx context.Context, id models.ID, sealed []byte, version int, ev models.Custody) error
	ProposeDossier(ctx context.Context, id models.ID, version int, ev models.Custody) error
	ReleaseDossier(ctx context.Context, e models.NewEdition, ev models.Custody) (name string, err error)
	WithdrawDossier(ctx context.Context, id models.ID, notice string, ev models.Custody) error
	Desk(ctx context.Context, id models.ID) (models.Desk, error)
	Platform(ctx context.Context) (models.Platform, error)
}

// Freezer counts and pins what a dossier's references show now. It reads publications only.
type Freezer interface {
	// Freeze is an Invalid error when a case that is named isn't published.
	Freeze(ctx context.Context, blocks []dossier.Block) (models.Frozen, error)
}

// OpenDossier is a dossier with its text opened.
type OpenDossier struct {
	models.Dossier
	models.DossierText
	Problems []dossier.Problem     // of the text
	May      map[models.Deed]error // nil where the deed can be done now
}

// Why tells why a deed can't be done now; nil when it can.
func (d OpenDossier) Why(deed string) error { return d.May[models.Deed(deed)] }

const dossierLength = 200_000

// Dossiers lists the dossiers of the editor's desks with their texts' titles.
func (d *Desk) Dossiers(ctx context.Context, by Editor) ([]OpenDossier, error) {
	if !by.Has(models.RoleEditor) {
		return nil, models.ErrNotFound
	}
	rows, err := d.store.Dossiers(ctx, by.Desks)
	if err != nil {
		return nil, fmt.Errorf("reading dossiers: %w", err)
	}
	var ids []models.ID
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	keys, err := keyring.New(d.store, by.ID, by.Key).Many(ctx, models.ItemCase, ids)
	if err != nil {
		return nil, err
	}
	out := make([]OpenDossier, len(rows))
	for i, r := range rows {
		out[i].Dossier = r
		if key, ok := keys[r.ID]; ok {
			if err := seal.OpenJSON(seal.LabelOf(models.SealDossier, r.ID), r.Sealed, key, &out[i].DossierText); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// OwnDesks lists the desks for which the editor can begin a dossier: those of theirs that have a key.
func (d *Desk) OwnDesks(ctx context.Context, by Editor) ([]models.Desk, error) {
	var out []models.Desk
	for _, id := range by.Desks {
		desk, err := d.store.Desk(ctx, id)
		if err != nil {
			return nil, fmt.Errorf("reading a desk: %w", err)
		}
		if desk.PublicKey != "" {
			out = append(out, desk)
		}
	}
	return out, nil
}

// NewDossier begins one for a desk of the editor's and gives its id.
func (d *Desk) NewDossier(ctx context.Context, by Editor, desk models.ID, text models.DossierText) (models.ID, error) {
	if _, err := models.May(by.Person, models.DeedDossierOpen, models.Item{DeskID: desk}); err != nil {
		return "", err
	}
	if err := checkDossier(&text); err != nil {
		return "", err
	}
	id, err := models.NewID(d.random)
	if err != nil {
		return "", err
	}
	key, err := seal.NewPrivateKey(d.random)
	if err != nil {
		return "", err
	}
	keys, err := d.holders(ctx, desk, id, key)
	if err != nil {
		return "", err
	}
	row := models.Dossier{ID: id, DeskID: desk, Slug: Slug(text.Title), PublicKey: string(key.Public())}
	if row.Sealed, err = seal.JSON(seal.LabelOf(models.SealDossier, id), text, row.PublicKey); err != nil {
		return "", err
	}
	return id, d.store.OpenDossier(ctx, row, keys, d.dossierCustody(by, id, models.DeedDossierOpen, row.Slug))
}

// holders wraps a dossier's key as a case's key is: it has the same holders and changes hands, when a
// member leaves, in the same way.
func (d *Desk) holders(ctx context.Context, desk, id models.ID, key seal.PrivateKey) ([]models.WrappedKey, error) {
	of, err := d.store.Desk(ctx, desk)
	if err != nil {
		return nil, fmt.Errorf("reading a desk: %w", err)
	}
	platform, err := d.store.Platform(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the platform: %w", err)
	}
	keys := []models.WrappedKey{{Holder: models.HolderDesk, DeskID: desk, Generation: of.Generation}, {Holder: models.HolderRecovery}}
	for i, to := range []string{of.PublicKey, platform.RecoveryKey} {
		keys[i].ItemKind, keys[i].ItemID = models.ItemCase, id
		if keys[i].Sealed, err = seal.WrapKey(keyring.ItemLabel(models.ItemCase, id), key, seal.PublicKey(to)); err != nil {
			return nil, fmt.Errorf("wrapping a dossier's key: %w", err)
		}
	}
	return keys, nil
}

// Dossier opens one.
func (d *Desk) Dossier(ctx context.Context, by Editor, id models.ID) (OpenDossier, error) {
	row, err := d.store.Dossier(ctx, id)
	if err != nil {
		return OpenDossier{}, err
	}
	it := models.Item{DeskID: row.DeskID, State: string(row.State), ProposedBy: row.ProposedBy}
	out := OpenDossier{Dossier: row, May: map[models.Deed]error{}}
	for _, m := range models.DossierMoves {
		_, out.May[m.Deed] = models.May(by.Person, m.Deed, it)
	}
	if err := out.May[models.DeedDossierEdit]; err != nil {
		return OpenDossier{}, err
	}
	key, err := keyring.New(d.store, by.ID, by.Key).Case(ctx, id)
	if models.KindOf(err) == models.NotFound {
		err = &models.Error{Kind: models.Unavailable, Key: "desk.error.no_key", Cause: errors.New("no desk of the person holds a copy of the key")}
	}
	if err != nil {
		return OpenDossier{}, err
	}
	if err := seal.OpenJSON(seal.LabelOf(models.SealDossier, id), row.Sealed, key, &out.DossierText); err != nil {
		return OpenDossier{}, err
	}
	_, out.Problems = dossier.Parse(out.Text)
	return out, nil
}

// SaveDossier keeps a text. version is the one that the form was made from.
func (d *Desk) SaveDossier(ctx context.Context, by Editor, id models.ID, text models.DossierText, version int) error {
	open, err := d.Dossier(ctx, by, id)
	if err != nil {
		return err
	}
	if err := checkDossier(&text); err != nil {
		return err
	}
	sealed, err := seal.JSON(seal.LabelOf(models.SealDossier, id), text, open.PublicKey)
	if err != nil {
		return err
	}
	return d.store.SaveDossier(ctx, id, sealed, version, d.dossierCustody(by, id, models.DeedDossierEdit, ""))
}

// ProposeDossier offers a text for release by another editor.
func (d *Desk) ProposeDossier(ctx context.Context, by Editor, id models.ID, version int) error {
	open, err := d.Dossier(ctx, by, id)
	if err == nil {
		err = open.May[models.DeedDossierPropose]
	}
	if err == nil {
		_, err = d.frozen(ctx, open)
	}
	if err != nil {
		return err
	}
	return d.store.ProposeDossier(ctx, id, version, d.dossierCustody(by, id, models.DeedDossierPropose, ""))
}

// ReleaseDossier makes a proposed text an edition and gives its name. note says what is new.
func (d *Desk) ReleaseDossier(ctx context.Context, by Editor, id models.ID, version int, note string) (string, error) {
	open, err := d.Dossier(ctx, by, id)
	if err == nil {
		err = open.May[models.DeedDossierRelease]
	}
	if err != nil {
		return "", err
	}
	if len([]rune(note)) > summaryLength {
		return "", models.RefuseFields(models.FieldError{Field: "note", Key: "desk.error.long", Args: map[string]any{"Max": summaryLength}})
	}
	frozen, err := d.frozen(ctx, open)
	if err != nil {
		return "", err
	}
	event := d.dossierCustody(by, id, models.DeedDossierRelease, note)
	return d.store.ReleaseDossier(ctx, models.NewEdition{DossierID: id, DossierText: open.DossierText, Version: version, Note: strings.TrimSpace(note), By: by.ID, At: event.At, Frozen: frozen}, event)
}

// WithdrawDossier takes all editions from the public and leaves a notice.
func (d *Desk) WithdrawDossier(ctx context.Context, by Editor, id models.ID, notice string) error {
	if _, err := d.Dossier(ctx, by, id); err != nil {
		return err
	}
	if len([]rune(notice)) > summaryLength {
		return models.RefuseFields(models.FieldError{Field: "notice", Key: "desk.error.long", Args: map[string]any{"Max": summaryLength}})
	}
	return d.store.WithdrawDossier(ctx, id, strings.TrimSpace(notice), d.dossierCustody(by, id, models.DeedDossierWithdraw, ""))
}

// frozen refuses a text that can't be read, or names what isn't published.
func (d *Desk) frozen(ctx context.Context, open OpenDossier) (models.Frozen, error) {
	blocks, problems := dossier.Parse(open.Text)
	if len(problems) > 0 || len(blocks) == 0 {
		return models.Frozen{}, models.RefuseFields(models.FieldError{Field: "text", Key: "dossier.error.text"})
	}
	return d.freezer.Freeze(ctx, blocks)
}

func checkDossier(t *models.DossierText) error {
	t.Title, t.Summary, t.Language = strings.TrimSpace(t.Title), strings.TrimSpace(t.Summary), strings.TrimSpace(t.Language)
	t.Text = strings.ReplaceAll(t.Text, "\r\n", "\n")
	var wrong []models.FieldError
	if t.Title == "" {
		wrong = append(wrong, models.FieldError{Field: "title", Key: "dossier.error.title"})
	}
	for _, f := range []struct {
		name, text string
		max        int
	}{{"title", t.Title, titleLength}, {"summary", t.Summary, summaryLength}, {"language", t.Language, 35}, {"text", t.Text, dossierLength}} {
		if len([]rune(f.text)) > f.max {
			wrong = append(wrong, models.FieldError{Field: f.name, Key: "desk.error.long", Args: map[string]any{"Max": f.max}})
		}
	}
	if wrong != nil {
		return models.RefuseFields(wrong...)
	}
	return nil
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// Slug makes an address of a title: "the-pits-of-oru". It is drawn once and stays.
func Slug(title string) string {
	s := strings.Trim(notSlug.ReplaceAllString(strings.ToLower(words.Fold(title)), "-"), "-")
	if len(s) > 60 {
		s = strings.TrimRight(s[:60], "-")
	}
	if s == "" {
		s = "dossier"
	}
	return s
}

func (d *Desk) dossierCustody(by Editor, id models.ID, deed models.Deed, detail string) models.Custody {
	return models.Custody{ItemKind: models.ItemDossier, ItemID: id, Deed: deed, ActorID: by.ID, At: d.now(), Detail: detail}
}
