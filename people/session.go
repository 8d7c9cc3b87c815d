package people

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"loupe/models"
	"loupe/seal"
)

const (
	idle    = 12 * time.Hour     // a session ends when nothing happens for so long
	longest = 7 * 24 * time.Hour // and after this in any case
	touch   = 5 * time.Minute    // how often its end is moved
)

var errSignIn = &models.Error{Kind: models.Invalid, Key: "account.error.sign_in", Fields: []models.FieldError{{Field: "email", Key: "account.error.sign_in"}}}

// Opened is a session whose person's key is open, for one request.
type Opened struct {
	Person    models.Person
	Key       seal.PrivateKey
	SessionID string
	ProvedAt  time.Time // when they last showed who they are
}

// SignIn opens a person's key with their passphrase and starts a session. Whatever is wrong, the
// answer is the same and takes as long. The token is for the cookie; nothing stored opens anything
// without it.
//
// A person with a second factor gets a half session, for five minutes: half is true then, and Second
// finishes it.
func (p *People) SignIn(ctx context.Context, email, passphrase string) (token string, expires time.Time, person models.Person, half bool, err error) {
	return p.SignInMarked(ctx, email, passphrase, "")
}

// SignInMarked is SignIn from a browser that may hold a mark of an earlier sign-in. Misses from marked
// browsers are counted one by one, so that strangers who guess at an address make each other wait and
// not its owner.
func (p *People) SignInMarked(ctx context.Context, email, passphrase, mark string) (token string, expires time.Time, person models.Person, half bool, err error) {
	email = strings.ToLower(strings.TrimSpace(email))
	person, locked, err := p.store.PersonByEmail(ctx, email)
	slow := email
	if err == nil && seal.CheckMark(mark, locked.Key) {
		slow = "mark " + mark
	}
	if wait := p.slow.wait(slow, p.now()); wait > 0 {
		return "", time.Time{}, models.Person{}, false, &models.Error{Kind: models.TooMany, Key: "account.error.wait", Args: map[string]any{"Seconds": int(wait.Seconds()) + 1}}
	}
	if models.KindOf(err) == models.NotFound || err == nil && !person.DisabledAt.IsZero() {
		seal.DummyUnlock(ctx, passphrase)
		p.slow.miss(slow, p.now())
		return "", time.Time{}, models.Person{}, false, errSignIn
	}
	if err != nil {
		return "", time.Time{}, models.Person{}, false, fmt.Errorf("finding a person: %w", err)
	}
	key, err := seal.UnlockWithPassphrase(ctx, keyLabel(person.ID), locked.Key, locked.KDF, passphrase)
	if errors.Is(err, seal.ErrWrongPassphrase) || errors.Is(err, seal.ErrPassphraseLength) {
		p.slow.miss(slow, p.now())
		return "", time.Time{}, models.Person{}, false, errSignIn
	}
	if err != nil {
		return "", time.Time{}, models.Person{}, false, fmt.Errorf("opening a person's key: %w", err)
	}
	p.slow.hit(slow)
	if person.HasSecond {
		token, expires, err = p.halfway(ctx, person.ID, key)
		return token, expires, person, true, err
	}
	token, expires, err = p.start(ctx, person.ID, key)
	return token, expires, person, false, err
}

// Mark makes a mark for a browser that its owner wants to be known by.
func (p *People) Mark(ctx context.Context, email string) (string, error) {
	_, locked, err := p.store.PersonByEmail(ctx, strings.ToLower(strings.TrimSpace(email)))
	if err != nil {
		return "", err
	}
	return seal.NewMark(p.random, locked.Key)
}

func (p *People) start(ctx context.Context, person models.ID, key seal.PrivateKey) (string, time.Time, error) {
	token, s, err := p.session(person, key, idle)
	if err != nil {
		return "", time.Time{}, err
	}
	s.ProvedAt = s.CreatedAt
	if err := p.store.StartSession(ctx, s, p.custody(person, models.ItemPerson, person, models.DeedSignIn, "")); err != nil {
		return "", time.Time{}, fmt.Errorf("starting a session: %w", err)
	}
	return token, s.CreatedAt.Add(longest), nil
}

// session makes one that is alive for a time, with the person's key sealed to a token that only its owner has.
func (p *People) session(person models.ID, key seal.PrivateKey, alive time.Duration) (string, models.Session, error) {
	token, err := seal.NewSessionToken(p.random)
	if err != nil {
		return "", models.Session{}, err
	}
	sealed, err := token.Wrap(keyLabel(person), key)
	if err != nil {
		return "", models.Session{}, err
	}
	now := p.now()
	return string(token), models.Session{ID: token.ID(), PersonID: person, SealedKey: sealed, CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(alive)}, nil
}

// Session opens the session of a cookie's token; models.ErrNotFound when there is none that is alive.
func (p *People) Session(ctx context.Context, token string) (*Opened, error) {
	t := seal.SessionToken(token)
	s, person, err := p.store.Session(ctx, t.ID(), p.now())
	if err != nil {
		return nil, err
	}
	key, err := t.Unwrap(keyLabel(person.ID), s.SealedKey)
	if err != nil {
		return nil, models.ErrNotFound
	}
	if now := p.now(); now.Sub(s.SeenAt) > touch {
		end := now.Add(idle)
		if last := s.CreatedAt.Add(longest); end.After(last) {
			end = last
		}
		if err := p.store.TouchSession(ctx, s.ID, now, end); err != nil {
			return nil, err
		}
	}
	return &Opened{person, key, s.ID, s.ProvedAt}, nil
}

// SignOut ends a session.
func (p *People) SignOut(ctx context.Context, by models.Person, session string) error {
	return p.store.EndSession(ctx, session, p.custody(by.ID, models.ItemPerson, by.ID, models.DeedSignOut, ""))
}

// Sessions lists a person's own sessions.
func (p *People) Sessions(ctx context.Context, by models.Person) ([]models.Session, error) {
	return p.store.Sessions(ctx, by.ID, p.now())
}

// EndOthers ends all of a person's sessions but the one they act in.
func (p *People) EndOthers(ctx context.Context, by models.Person, session string) error {
	return p.store.EndSessionsOf(ctx, by.ID, session, p.custody(by.ID, models.ItemPerson, by.ID, models.DeedSignOut, "others"))
}

// ChangePassphrase locks the same key with another passphrase and ends the other sessions.
func (p *People) ChangePassphrase(ctx context.Context, by models.Person, session, old, passphrase string) error {
	_, locked, err := p.store.PersonByEmail(ctx, by.Email)
	if err != nil {
		return err
	}
	key, err := seal.UnlockWithPassphrase(ctx, keyLabel(by.ID), locked.Key, locked.KDF, old)
	if errors.Is(err, seal.ErrWrongPassphrase) || errors.Is(err, seal.ErrPassphraseLength) {
		return models.RefuseFields(models.FieldError{Field: "old", Key: "account.error.old"})
	}
	if err != nil {
		return err
	}
	if f, err := p.checkPassphrase(passphrase, by.Name, by.Email); err != nil {
		return err
	} else if f != nil {
		return models.RefuseFields(*f)
	}
	sealed, kdf, err := seal.LockWithPassphrase(ctx, p.random, keyLabel(by.ID), key, passphrase)
	if err != nil {
		return err
	}
	event := p.custody(by.ID, models.ItemPerson, by.ID, models.DeedPassphrase, "")
	if err := p.store.SetPersonKey(ctx, by.ID, by.PublicKey, models.Locked{Key: sealed, KDF: kdf}, event); err != nil {
		return err
	}
	return p.EndOthers(ctx, by, session)
}

// SaveProfile changes a person's own name and language.
func (p *People) SaveProfile(ctx context.Context, by models.Person, name, language string) error {
	name = strings.TrimSpace(name)
	if name == "" || len([]rune(name)) > 100 {
		return models.RefuseFields(models.FieldError{Field: "name", Key: "account.error.name"})
	}
	return p.store.SaveProfile(ctx, by.ID, name, language)
}
