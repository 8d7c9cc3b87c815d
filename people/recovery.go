package people

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"loupe/models"
	"loupe/seal"
)

// recoveryStore is what coming back with the help of two colleagues asks of the records.
type recoveryStore interface {
	SetHelpers(ctx context.Context, person models.ID, list []models.Helper, ev models.Custody) error
	Helpers(ctx context.Context, person models.ID) ([]models.Helper, error)
	AskRecovery(ctx context.Context, r models.Recovery, notices []models.Notice, ev models.Custody) error
	RecoveryByCode(ctx context.Context, hash string, now time.Time) (models.Recovery, error)
	GiveShare(ctx context.Context, g models.RecoveryShare, ev models.Custody) error
	Shares(ctx context.Context, recovery models.ID) ([]models.RecoveryShare, error)
	EndRecoveries(ctx context.Context, person models.ID, k *models.Locked, ev models.Custody) error
	Asked(ctx context.Context, person models.ID, now time.Time) (own, others int, err error)
	ReadNotices(ctx context.Context, person, item models.ID, at time.Time) error
}

const (
	minHelpers   = 2
	maxHelpers   = 7
	recoveryLife = 72 * time.Hour
)

// HelperChoice is a colleague who can be a helper, and whether they are.
type HelperChoice struct {
	ID     models.ID
	Name   string
	Chosen bool
	Able   bool // holds shares that they can still open
}

// Helpers lists the colleagues of a person's desks, who alone can be helpers: they can read what the person
// reads anyway. An admin is on no desk and can't.
func (p *People) Helpers(ctx context.Context, by models.Person) ([]HelperChoice, error) {
	chosen, err := p.store.Helpers(ctx, by.ID)
	if err != nil {
		return nil, err
	}
	var out []HelperChoice
	for _, desk := range by.Desks {
		members, err := p.store.Members(ctx, desk)
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			known := slices.ContainsFunc(out, func(c HelperChoice) bool { return c.ID == m.PersonID })
			if m.State != models.MemberActive || m.PersonID == by.ID || known {
				continue
			}
			c := HelperChoice{ID: m.PersonID, Name: m.Name}
			if i := slices.IndexFunc(chosen, func(h models.Helper) bool { return h.HelperID == m.PersonID }); i >= 0 {
				c.Chosen, c.Able = true, chosen[i].Able()
			}
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b HelperChoice) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

func helpLabel(person, helper models.ID) seal.Label {
	return seal.Label{Kind: models.SealHelp, IDs: []string{string(person), string(helper)}}
}

func givenLabel(recovery, helper models.ID) seal.Label {
	return seal.Label{Kind: models.SealHelpGiven, IDs: []string{string(recovery), string(helper)}}
}

// SetHelpers gives each of some colleagues shares of the person's key, one for each of the others: any two
// make the key whole, and one alone has nothing. None ends it.
func (p *People) SetHelpers(ctx context.Context, by Opened, helpers []models.ID) error {
	colleagues, err := p.Helpers(ctx, by.Person)
	if err != nil {
		return err
	}
	slices.Sort(helpers)
	helpers = slices.Compact(helpers)
	strange := slices.ContainsFunc(helpers, func(id models.ID) bool {
		return !slices.ContainsFunc(colleagues, func(c HelperChoice) bool { return c.ID == id })
	})
	if n := len(helpers); strange || n == 1 || n > maxHelpers {
		return models.RefuseFields(models.FieldError{Field: "helper", Key: "recovery.error.helpers", Args: map[string]any{"Min": minHelpers, "Max": maxHelpers}})
	}
	shares := map[models.ID]map[models.ID][]byte{}
	for i, a := range helpers {
		for _, b := range helpers[i+1:] {
			one, other, err := seal.SplitKey(p.random, by.Key)
			if err != nil {
				return err
			}
			for _, s := range []struct {
				of, with models.ID
				share    []byte
			}{{a, b, one}, {b, a, other}} {
				if shares[s.of] == nil {
					shares[s.of] = map[models.ID][]byte{}
				}
				shares[s.of][s.with] = s.share
			}
		}
	}
	var list []models.Helper
	for _, id := range helpers {
		who, err := p.store.Person(ctx, id)
		if err != nil {
			return err
		}
		plain, err := json.Marshal(shares[id])
		if err != nil {
			return err
		}
		h := models.Helper{PersonID: by.Person.ID, HelperID: id, Key: who.PublicKey, At: p.now()}
		if h.Sealed, err = seal.Seal(helpLabel(by.Person.ID, id), plain, seal.PublicKey(who.PublicKey)); err != nil {
			return err
		}
		list = append(list, h)
	}
	return p.store.SetHelpers(ctx, by.Person.ID, list, p.custody(by.Person.ID, models.ItemPerson, by.Person.ID, models.DeedHelpers, ""))
}

// AskRecovery begins to come back to an account whose passphrase is lost. passphrase is to be the new one.
// The code is read to two helpers, in person or by telephone; it is given whether or not there is such an
// account with helpers, so that nobody learns that here.
func (p *People) AskRecovery(ctx context.Context, email, passphrase string) (code string, err error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if f, err := p.checkPassphrase(passphrase, email); err != nil || f != nil {
		if err == nil {
			err = models.RefuseFields(*f)
		}
		return "", err
	}
	key, err := seal.NewPrivateKey(p.random)
	if err != nil {
		return "", err
	}
	r := models.Recovery{PublicKey: string(key.Public()), At: p.now(), ExpiresAt: p.now().Add(recoveryLife)}
	code = seal.AskCode(key.Public())
	r.CodeHash = seal.HashToken("recovery " + code)
	if r.ID, err = models.NewID(p.random); err != nil {
		return "", err
	}
	if r.Locked.Key, r.Locked.KDF, err = seal.LockWithPassphrase(ctx, p.random, keyLabel(r.ID), key, passphrase); err != nil {
		return "", err
	}
	person, _, err := p.store.PersonByEmail(ctx, email)
	if models.KindOf(err) == models.NotFound || err == nil && !person.DisabledAt.IsZero() {
		return code, nil
	}
	if err != nil {
		return "", err
	}
	helpers, err := p.store.Helpers(ctx, person.ID)
	if err != nil || len(helpers) < minHelpers {
		return code, err
	}
	r.PersonID = person.ID
	notices := []models.Notice{{PersonID: person.ID}}
	for _, h := range helpers {
		notices = append(notices, models.Notice{PersonID: h.HelperID})
	}
	for i := range notices {
		if notices[i].ID, err = models.NewID(p.random); err != nil {
			return "", err
		}
		notices[i].Kind, notices[i].ItemKind, notices[i].ItemID, notices[i].At = models.NoticeRecovery, models.ItemRecovery, person.ID, p.now()
	}
	err = p.store.AskRecovery(ctx, r, notices, p.custody("", models.ItemPerson, person.ID, models.DeedRecoveryAsk, ""))
	if models.KindOf(err) == models.Conflict {
		return code, nil
	}
	return code, err
}

// recoveryByCode finds what a code belongs to, and holds the code against the key that it stands for.
func (p *People) recoveryByCode(ctx context.Context, code string) (models.Recovery, error) {
	code = strings.ToLower(strings.TrimSpace(code))
	if plain := strings.NewReplacer("-", "", " ", "").Replace(code); len(plain) == 12 {
		code = plain[:4] + "-" + plain[4:8] + "-" + plain[8:]
	}
	wrong := models.RefuseFields(models.FieldError{Field: "code", Key: "recovery.error.code"})
	r, err := p.store.RecoveryByCode(ctx, seal.HashToken("recovery "+code), p.now())
	if models.KindOf(err) == models.NotFound || err == nil && seal.AskCode(seal.PublicKey(r.PublicKey)) != code {
		return models.Recovery{}, wrong
	}
	return r, err
}

// HelpRecover seals a helper's shares to the wish with a code. They type the code that they were told, so
// that they help the person whom they spoke with and nobody who asked at the same time.
func (p *People) HelpRecover(ctx context.Context, by Opened, code string) error {
	r, err := p.recoveryByCode(ctx, code)
	if err != nil {
		return err
	}
	helpers, err := p.store.Helpers(ctx, r.PersonID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(helpers, func(h models.Helper) bool { return h.HelperID == by.Person.ID })
	if i < 0 {
		return models.RefuseFields(models.FieldError{Field: "code", Key: "recovery.error.code"})
	}
	plain, err := seal.Open(helpLabel(r.PersonID, by.Person.ID), helpers[i].Sealed, by.Key)
	if errors.Is(err, seal.ErrCannotOpen) {
		return models.Refuse(models.Conflict, "recovery.error.unable")
	}
	if err != nil {
		return err
	}
	g := models.RecoveryShare{RecoveryID: r.ID, HelperID: by.Person.ID, At: p.now()}
	if g.Sealed, err = seal.Seal(givenLabel(r.ID, by.Person.ID), plain, seal.PublicKey(r.PublicKey)); err != nil {
		return err
	}
	return p.store.GiveShare(ctx, g, p.custody(by.Person.ID, models.ItemPerson, r.PersonID, models.DeedRecoveryHelp, ""))
}

// FinishRecovery makes the key whole from two helpers' shares and locks it with the new passphrase. It is the
// same key: desks, second factor and passkeys stay as they were. All sessions end.
func (p *People) FinishRecovery(ctx context.Context, code, passphrase string) error {
	r, err := p.recoveryByCode(ctx, code)
	if err != nil {
		return err
	}
	slow := "recovery " + string(r.ID)
	if wait := p.slow.wait(slow, p.now()); wait > 0 {
		return &models.Error{Kind: models.TooMany, Key: "account.error.wait", Args: map[string]any{"Seconds": int(wait.Seconds()) + 1}}
	}
	opening, err := seal.UnlockWithPassphrase(ctx, keyLabel(r.ID), r.Locked.Key, r.Locked.KDF, passphrase)
	if errors.Is(err, seal.ErrWrongPassphrase) {
		p.slow.miss(slow, p.now())
		return models.RefuseFields(models.FieldError{Field: "passphrase", Key: "recovery.error.passphrase"})
	}
	if err != nil {
		return err
	}
	given, err := p.store.Shares(ctx, r.ID)
	if err != nil {
		return err
	}
	if len(given) < minHelpers {
		return &models.Error{Kind: models.Conflict, Key: "recovery.error.waiting", Args: map[string]any{"Count": len(given), "Min": minHelpers}}
	}
	person, err := p.store.Person(ctx, r.PersonID)
	if err != nil {
		return err
	}
	key, err := joinGiven(given, opening, person.PublicKey)
	if err != nil {
		return err
	}
	var locked models.Locked
	if locked.Key, locked.KDF, err = seal.LockWithPassphrase(ctx, p.random, keyLabel(person.ID), key, passphrase); err != nil {
		return err
	}
	return p.store.EndRecoveries(ctx, person.ID, &locked, p.custody(person.ID, models.ItemPerson, person.ID, models.DeedRecovered, ""))
}

// joinGiven tries the pairs of helpers until one makes the person's key.
func joinGiven(given []models.RecoveryShare, opening seal.PrivateKey, public string) (seal.PrivateKey, error) {
	shares := make([]map[models.ID][]byte, len(given))
	for i, g := range given {
		plain, err := seal.Open(givenLabel(g.RecoveryID, g.HelperID), g.Sealed, opening)
		if err == nil {
			_ = json.Unmarshal(plain, &shares[i]) // one that can't be read makes no pair
		}
	}
	for i, a := range given {
		for j, b := range given[:i] {
			key, err := seal.JoinShares(shares[i][b.HelperID], shares[j][a.HelperID])
			if err == nil && string(key.Public()) == public {
				return key, nil
			}
		}
	}
	return seal.PrivateKey{}, models.Refuse(models.Conflict, "recovery.error.unable")
}

// RefuseRecovery ends wishes to come back that the person, who is here, didn't make.
func (p *People) RefuseRecovery(ctx context.Context, by models.Person) error {
	return p.store.EndRecoveries(ctx, by.ID, nil, p.custody(by.ID, models.ItemPerson, by.ID, models.DeedRecoveryRefuse, ""))
}

// Asked tells how many wishes to come back wait for a person's own account, and for how many colleagues they
// could help. The notice of it is read with that.
func (p *People) Asked(ctx context.Context, by models.Person) (own, others int, err error) {
	return p.store.Asked(ctx, by.ID, p.now())
}

// SeenAsked marks the notices of a wish as read, of whoever it is.
func (p *People) SeenAsked(ctx context.Context, by models.Person, of models.ID) error {
	return p.store.ReadNotices(ctx, by.ID, of, p.now())
}
