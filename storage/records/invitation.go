package records

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

type invitationRow struct {
	ID, Email, Name, OrganisationID, Roles, DeskID, InvitedBy string
	CreatedAt, ExpiresAt, UsedAt                              int64
}

const invitationColumns = `SELECT id, email, name, organisation_id, roles, desk_id, invited_by, created_at, expires_at, used_at FROM invitations`

func (r invitationRow) invitation() models.Invitation {
	i := models.Invitation{
		ID: models.ID(r.ID), Email: r.Email, Name: r.Name, OrganisationID: models.ID(r.OrganisationID), DeskID: models.ID(r.DeskID),
		InvitedBy: models.ID(r.InvitedBy), CreatedAt: fromMicros(r.CreatedAt), ExpiresAt: fromMicros(r.ExpiresAt), UsedAt: fromMicros(r.UsedAt),
	}
	for _, role := range strings.Fields(r.Roles) {
		i.Roles = append(i.Roles, models.Role(role))
	}
	return i
}

// Invite keeps an invitation under the hash of its link's token.
func (s *Store) Invite(ctx context.Context, i models.Invitation, tokenHash string, ev models.Custody) error {
	var roles []string
	for _, r := range i.Roles {
		roles = append(roles, string(r))
	}
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO invitations (id, token_hash, email, name, organisation_id, roles, desk_id, invited_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			i.ID, tokenHash, strings.ToLower(i.Email), i.Name, i.OrganisationID, strings.Join(roles, " "), i.DeskID, i.InvitedBy, micros(i.CreatedAt), micros(i.ExpiresAt))
	})
}

// Invitation finds an unused invitation. Whether it has expired is for the caller to ask.
func (s *Store) Invitation(ctx context.Context, tokenHash string) (models.Invitation, error) {
	var row invitationRow
	err := found(s.read(ctx).Raw(invitationColumns+` WHERE token_hash = ? AND used_at = 0`, tokenHash).Scan(&row))
	return row.invitation(), told(err)
}

// Invitations lists those that nobody has used, newest first.
func (s *Store) Invitations(ctx context.Context) ([]models.Invitation, error) {
	var rows []invitationRow
	err := s.read(ctx).Raw(invitationColumns + ` WHERE used_at = 0 ORDER BY created_at DESC, id`).Scan(&rows).Error
	out := make([]models.Invitation, len(rows))
	for i, r := range rows {
		out[i] = r.invitation()
	}
	return out, told(err)
}

// AcceptInvitation makes the account and uses the invitation up. Of two who try, one has it. Where
// the invitation names a desk, the new person is proposed for it. When p is somebody who is here
// already, the link gives them a new key in place of the one whose passphrase is lost.
func (s *Store) AcceptInvitation(ctx context.Context, tokenHash string, p models.Person, k models.Locked, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		var row invitationRow
		if err := found(tx.Raw(invitationColumns+` WHERE token_hash = ? AND used_at = 0`, tokenHash).Scan(&row)); err != nil {
			return err
		}
		if err := must(tx, `UPDATE invitations SET used_at = ? WHERE token_hash = ? AND used_at = 0`, micros(ev.At), tokenHash); err != nil {
			return err
		}
		var known int
		if err := tx.Raw(`SELECT COUNT(*) FROM persons WHERE id = ?`, p.ID).Scan(&known).Error; err != nil {
			return err
		}
		if known > 0 {
			return setPersonKey(tx, p.ID, p.PublicKey, k)
		}
		if err := addPerson(tx, p, k); err != nil || row.DeskID == "" {
			return err
		}
		return proposeMember(tx, models.Member{DeskID: models.ID(row.DeskID), PersonID: p.ID, ProposedBy: models.ID(row.InvitedBy), At: ev.At})
	})
}

// RevokeInvitation makes an unused invitation unusable.
func (s *Store) RevokeInvitation(ctx context.Context, id models.ID, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `DELETE FROM invitations WHERE id = ? AND used_at = 0`, id)
	})
}

type sessionRow struct {
	ID, PersonID, Kind                     string
	SealedKey                              []byte
	CreatedAt, SeenAt, ExpiresAt, ProvedAt int64
}

func (r sessionRow) session() models.Session {
	return models.Session{ID: r.ID, PersonID: models.ID(r.PersonID), SealedKey: r.SealedKey, CreatedAt: fromMicros(r.CreatedAt), SeenAt: fromMicros(r.SeenAt), ExpiresAt: fromMicros(r.ExpiresAt), ProvedAt: fromMicros(r.ProvedAt), Kind: r.Kind}
}

// StartSession keeps a session, and sweeps those that have expired.
func (s *Store) StartSession(ctx context.Context, n models.Session, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := exec(tx, `DELETE FROM sessions WHERE expires_at < ?`, micros(n.CreatedAt)); err != nil {
			return err
		}
		return exec(tx, `INSERT INTO sessions (id, person_id, sealed_key, created_at, seen_at, expires_at, proved_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			n.ID, n.PersonID, n.SealedKey, micros(n.CreatedAt), micros(n.SeenAt), micros(n.ExpiresAt), micros(n.ProvedAt))
	})
}

// Session finds a session that is alive, with its person; models.ErrNotFound when it has ended or
// expired, or its person is disabled.
func (s *Store) Session(ctx context.Context, id string, now time.Time) (models.Session, models.Person, error) {
	var row sessionRow
	err := found(s.read(ctx).Raw(`SELECT id, person_id, sealed_key, created_at, seen_at, expires_at, proved_at, kind FROM sessions WHERE id = ? AND expires_at > ? AND NOT half`, id, micros(now)).Scan(&row))
	if err != nil {
		return models.Session{}, models.Person{}, told(err)
	}
	p, err := s.Person(ctx, models.ID(row.PersonID))
	if err == nil && !p.DisabledAt.IsZero() {
		err = models.ErrNotFound
	}
	if err == nil {
		p.Openings, err = s.openFor(ctx, p.ID, now)
	}
	return row.session(), p, err
}

// TouchSession moves a session's end. It is not a deed and leaves no entry.
func (s *Store) TouchSession(ctx context.Context, id string, now, expires time.Time) error {
	return told(exec(s.writer.WithContext(ctx), `UPDATE sessions SET seen_at = ?, expires_at = ? WHERE id = ?`, micros(now), micros(expires), id))
}

// Sessions lists a person's live sessions, newest first.
func (s *Store) Sessions(ctx context.Context, person models.ID, now time.Time) ([]models.Session, error) {
	var rows []sessionRow
	err := s.read(ctx).Raw(`SELECT id, person_id, created_at, seen_at, expires_at, kind FROM sessions WHERE person_id = ? AND expires_at > ? AND NOT half ORDER BY seen_at DESC`, person, micros(now)).Scan(&rows).Error
	out := make([]models.Session, len(rows))
	for i, r := range rows {
		out[i] = r.session()
	}
	return out, told(err)
}

// EndSession ends one.
func (s *Store) EndSession(ctx context.Context, id string, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error { return exec(tx, `DELETE FROM sessions WHERE id = ?`, id) })
}

// EndSessionsOf ends all of a person's sessions but one ("" for all).
func (s *Store) EndSessionsOf(ctx context.Context, person models.ID, except string, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return exec(tx, `DELETE FROM sessions WHERE person_id = ? AND id <> ?`, person, except)
	})
}

// Second gives a person's sealed second factor; nil when there is none.
func (s *Store) Second(ctx context.Context, person models.ID) ([]byte, error) {
	var row struct{ Second []byte }
	err := found(s.read(ctx).Raw(`SELECT second FROM persons WHERE id = ?`, person).Scan(&row))
	return row.Second, told(err)
}

// SetSecond keeps a person's second factor, and whether it is asked for.
func (s *Store) SetSecond(ctx context.Context, person models.ID, sealed []byte, on bool, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		return must(tx, `UPDATE persons SET second = ?, has_second = ? WHERE id = ?`, sealed, on, person)
	})
}

// StartHalf keeps a session that waits for a code.
func (s *Store) StartHalf(ctx context.Context, n models.Session) error {
	return s.write(ctx, nil, func(tx *gorm.DB) error {
		return exec(tx, `INSERT INTO sessions (id, person_id, sealed_key, created_at, seen_at, expires_at, half) VALUES (?, ?, ?, ?, ?, ?, TRUE)`,
			n.ID, n.PersonID, n.SealedKey, micros(n.CreatedAt), micros(n.SeenAt), micros(n.ExpiresAt))
	})
}

// HalfSession finds a session that waits for a code.
func (s *Store) HalfSession(ctx context.Context, id string, now time.Time) (models.Session, models.Person, error) {
	var row sessionRow
	err := found(s.read(ctx).Raw(`SELECT id, person_id, sealed_key, created_at, seen_at, expires_at FROM sessions WHERE id = ? AND expires_at > ? AND half`, id, micros(now)).Scan(&row))
	if err != nil {
		return models.Session{}, models.Person{}, told(err)
	}
	p, err := s.Person(ctx, models.ID(row.PersonID))
	if err == nil && !p.DisabledAt.IsZero() {
		err = models.ErrNotFound
	}
	return row.session(), p, err
}

// DropSession ends a half session; a whole one ends by a deed.
func (s *Store) DropSession(ctx context.Context, id string) error {
	return told(exec(s.writer.WithContext(ctx), `DELETE FROM sessions WHERE id = ? AND half`, id))
}
