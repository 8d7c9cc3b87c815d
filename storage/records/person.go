package records

import (
	"context"
	"strings"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

type personRow struct {
	ID, Email, Name, OrganisationID, Language, PublicKey, Kdf string
	LockedKey                                                 []byte
	CreatedAt, DisabledAt, AwayFrom, AwayUntil                int64
	Languages                                                 string
	Capacity, DigestHours                                     int
	Unveil, HasSecond, HasPasskey                             bool
}

const personColumns = `SELECT id, email, name, organisation_id, language, public_key, locked_key, kdf, created_at, disabled_at, languages, capacity, away_from, away_until, unveil, has_second, digest_hours,
	EXISTS (SELECT 1 FROM passkeys k WHERE k.person_id = persons.id) AS has_passkey FROM persons`

// Person finds a person with their roles and desks.
func (s *Store) Person(ctx context.Context, id models.ID) (models.Person, error) {
	people, err := persons(s.read(ctx), ` WHERE id = ?`, id)
	if err != nil || len(people) == 0 {
		return models.Person{}, orNotFound(err)
	}
	return people[0].person(), nil
}

// PersonByEmail finds a person and their locked key by their address, in any case.
func (s *Store) PersonByEmail(ctx context.Context, email string) (models.Person, models.Locked, error) {
	people, err := persons(s.read(ctx), ` WHERE email = ?`, strings.ToLower(email))
	if err != nil || len(people) == 0 {
		return models.Person{}, models.Locked{}, orNotFound(err)
	}
	return people[0].person(), models.Locked{Key: people[0].LockedKey, KDF: people[0].Kdf}, nil
}

// People lists everybody by name.
func (s *Store) People(ctx context.Context) ([]models.Person, error) {
	people, err := persons(s.read(ctx), ` ORDER BY name, id`)
	if err != nil {
		return nil, told(err)
	}
	out := make([]models.Person, len(people))
	for i, p := range people {
		out[i] = p.person()
	}
	return out, nil
}

func orNotFound(err error) error {
	if err == nil {
		return models.ErrNotFound
	}
	return told(err)
}

type fullPerson struct {
	personRow
	roles     []models.Role
	desks     []models.ID
	named     []models.ID
	leads     []models.ID
	conflicts []models.ID
}

func (p fullPerson) person() models.Person {
	return models.Person{
		ID: models.ID(p.ID), Name: p.Name, Email: p.Email, OrganisationID: models.ID(p.OrganisationID), Roles: p.roles, Desks: p.desks, Named: p.named, Leads: p.leads,
		Language: p.Language, PublicKey: p.PublicKey, CreatedAt: fromMicros(p.CreatedAt), DisabledAt: fromMicros(p.DisabledAt),
		Work:      models.Work{Languages: fields(p.Languages), Capacity: p.Capacity, AwayFrom: fromMicros(p.AwayFrom), AwayUntil: fromMicros(p.AwayUntil), Conflicts: p.conflicts, Unveil: p.Unveil, Digest: p.DigestHours},
		HasSecond: p.HasSecond || p.HasPasskey, HasCodes: p.HasSecond, HasPasskey: p.HasPasskey,
	}
}

// persons reads people, their roles and their active memberships of open desks.
func persons(db *gorm.DB, where string, args ...any) ([]fullPerson, error) {
	var rows []personRow
	if err := db.Raw(personColumns+where, args...).Scan(&rows).Error; err != nil || len(rows) == 0 {
		return nil, err
	}
	out := make([]fullPerson, len(rows))
	at := map[string]int{}
	ids := make([]string, len(rows))
	for i, r := range rows {
		out[i].personRow, at[r.ID], ids[i] = r, i, r.ID
	}
	var roles []struct{ PersonID, Role string }
	if err := db.Raw(`SELECT person_id, role FROM person_roles WHERE person_id IN ? ORDER BY role`, ids).Scan(&roles).Error; err != nil {
		return nil, err
	}
	for _, r := range roles {
		out[at[r.PersonID]].roles = append(out[at[r.PersonID]].roles, models.Role(r.Role))
	}
	var desks []struct {
		PersonID, DeskID string
		Named, Lead      bool
	}
	if err := db.Raw(`SELECT m.person_id, m.desk_id, m.named, m.lead FROM desk_members m JOIN desks d ON d.id = m.desk_id
		WHERE m.person_id IN ? AND m.state = 'member' AND d.closed_at = 0 ORDER BY d.name`, ids).Scan(&desks).Error; err != nil {
		return nil, err
	}
	for _, d := range desks {
		p := &out[at[d.PersonID]]
		p.desks = append(p.desks, models.ID(d.DeskID))
		if d.Named {
			p.named = append(p.named, models.ID(d.DeskID))
		}
		if d.Lead {
			p.leads = append(p.leads, models.ID(d.DeskID))
		}
	}
	var conflicts []struct{ PersonID, OtherID string }
	if err := db.Raw(`SELECT person_id, other_id FROM conflicts WHERE person_id IN ? ORDER BY other_id`, ids).Scan(&conflicts).Error; err != nil {
		return nil, err
	}
	for _, c := range conflicts {
		out[at[c.PersonID]].conflicts = append(out[at[c.PersonID]].conflicts, models.ID(c.OtherID))
	}
	return out, nil
}

// AddPerson adds an account. An address that is taken is a Conflict, error.email_taken.
func (s *Store) AddPerson(ctx context.Context, p models.Person, k models.Locked, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error { return addPerson(tx, p, k) })
}

func addPerson(tx *gorm.DB, p models.Person, k models.Locked) error {
	err := exec(tx, `INSERT INTO persons (id, email, name, organisation_id, language, public_key, locked_key, kdf, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		p.ID, strings.ToLower(p.Email), p.Name, p.OrganisationID, p.Language, p.PublicKey, k.Key, k.KDF, micros(p.CreatedAt))
	if err != nil && constraint(err) {
		return &models.Error{Kind: models.Conflict, Key: "error.email_taken", Cause: err}
	}
	if err != nil {
		return err
	}
	return setRoles(tx, p.ID, p.Roles)
}

func setRoles(tx *gorm.DB, id models.ID, roles []models.Role) error {
	if err := exec(tx, `DELETE FROM person_roles WHERE person_id = ?`, id); err != nil {
		return err
	}
	for _, r := range roles {
		if err := exec(tx, `INSERT INTO person_roles (person_id, role) VALUES (?, ?)`, id, r); err != nil {
			return err
		}
	}
	return nil
}

// SetRoles replaces a person's roles.
func (s *Store) SetRoles(ctx context.Context, id models.ID, roles []models.Role, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error { return setRoles(tx, id, roles) })
}

// SetDisabled disables a person from a time on, or enables them with a zero time. Disabling ends
// their sessions and memberships; their desks' keys are due to be changed.
func (s *Store) SetDisabled(ctx context.Context, id models.ID, at time.Time, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE persons SET disabled_at = ? WHERE id = ?`, micros(at), id); err != nil || at.IsZero() {
			return err
		}
		if err := exec(tx, `DELETE FROM sessions WHERE person_id = ?`, id); err != nil {
			return err
		}
		return dropMemberships(tx, id, at)
	})
}

// dropMemberships ends a person's place on every desk, at once.
func dropMemberships(tx *gorm.DB, person models.ID, at time.Time) error {
	for _, change := range []string{
		`UPDATE desks SET stale = TRUE WHERE generation > 0 AND id IN (SELECT desk_id FROM desk_members WHERE person_id = ? AND state = 'member')`,
		`DELETE FROM desk_keys WHERE person_id = ?`,
		`UPDATE reports SET state = 'received', taken_by = '', taken_at = 0 WHERE state = 'triage' AND taken_by = ?`,
	} {
		if err := exec(tx, change, person); err != nil {
			return err
		}
	}
	return exec(tx, `UPDATE desk_members SET state = 'removed', at = ? WHERE person_id = ? AND state <> 'removed'`, micros(at), person)
}

// SetPersonKey gives a person a newly locked key. With another public key it is a new key: their
// memberships fall back to proposed, because no desk is wrapped for it yet.
func (s *Store) SetPersonKey(ctx context.Context, id models.ID, publicKey string, k models.Locked, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error { return setPersonKey(tx, id, publicKey, k) })
}

func setPersonKey(tx *gorm.DB, id models.ID, publicKey string, k models.Locked) error {
	var before string
	if err := found(tx.Raw(`SELECT public_key FROM persons WHERE id = ?`, id).Scan(&before)); err != nil {
		return err
	}
	if err := exec(tx, `UPDATE persons SET public_key = ?, locked_key = ?, kdf = ? WHERE id = ?`, publicKey, k.Key, k.KDF, id); err != nil || before == publicKey {
		return err
	}
	// What was sealed to the old key can't be opened any more: the second factor is set up anew.
	if err := exec(tx, `UPDATE persons SET second = NULL, has_second = FALSE WHERE id = ?`, id); err != nil {
		return err
	}
	for _, gone := range []string{`DELETE FROM passkeys WHERE person_id = ?`, `DELETE FROM helpers WHERE person_id = ?`, `DELETE FROM recoveries WHERE person_id = ?`} {
		if err := exec(tx, gone, id); err != nil {
			return err
		}
	}
	if err := exec(tx, `DELETE FROM desk_keys WHERE person_id = ?`, id); err != nil {
		return err
	}
	if err := exec(tx, `DELETE FROM sessions WHERE person_id = ?`, id); err != nil {
		return err
	}
	return exec(tx, `UPDATE desk_members SET state = 'proposed', confirmed_by = '' WHERE person_id = ? AND state = 'member'`, id)
}

// SaveWork replaces what routing knows of a reviewer.
func (s *Store) SaveWork(ctx context.Context, id models.ID, w models.Work, ev models.Custody) error {
	return s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := must(tx, `UPDATE persons SET languages = ?, capacity = ?, away_from = ?, away_until = ?, unveil = ?, digest_hours = ? WHERE id = ?`, joined(w.Languages), w.Capacity, micros(w.AwayFrom), micros(w.AwayUntil), w.Unveil, w.Digest, id); err != nil {
			return err
		}
		if err := exec(tx, `DELETE FROM conflicts WHERE person_id = ?`, id); err != nil {
			return err
		}
		for _, other := range w.Conflicts {
			if err := exec(tx, `INSERT INTO conflicts (person_id, other_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, other); err != nil {
				return err
			}
		}
		return nil
	})
}

// SaveProfile changes a person's name and language.
func (s *Store) SaveProfile(ctx context.Context, id models.ID, name, language string) error {
	return told(must(s.writer.WithContext(ctx), `UPDATE persons SET name = ?, language = ? WHERE id = ?`, name, language, id))
}
