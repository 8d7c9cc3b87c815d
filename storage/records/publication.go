package records

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"loupe/models"
)

// Publish makes the first public version of a decided case and gives it the next reference of the
// year. What a giver of testimony did not allow is refused here as well as by who asks.
func (s *Store) Publish(ctx context.Context, v models.NewVersion, ev models.Custody) (models.Publication, error) {
	var p models.Publication
	err := s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := s.mayPublish(tx, v); err != nil {
			return err
		}
		if err := must(tx, `UPDATE cases SET publication = 'published' WHERE id = ? AND publication = 'private'`, v.CaseID); err != nil {
			return err
		}
		id, err := models.NewID(s.random)
		if err != nil {
			return err
		}
		year := v.At.UTC().Year()
		var number int
		if err := tx.Raw(`SELECT COALESCE(MAX(number), 0) + 1 FROM publications WHERE year = ?`, year).Scan(&number).Error; err != nil {
			return err
		}
		p = models.Publication{ID: id, CaseID: v.CaseID, Ref: models.Reference(year, number), State: models.Published, Version: 1, Content: named(v.Content, models.Reference(year, number), 1), PublishedAt: v.At, UpdatedAt: v.At}
		if err := exec(tx, `UPDATE cases SET ref = ? WHERE id = ?`, p.Ref, v.CaseID); err != nil {
			return err
		}
		if err := s.addPublication(tx, p, year, number); err != nil {
			return err
		}
		return s.addVersion(tx, p, v.By)
	})
	s.changed(ctx)
	return p, err
}

// mayPublish asks, inside the transaction, for what has to hold of the case.
func (s *Store) mayPublish(tx *gorm.DB, v models.NewVersion) error {
	if err := s.lockPublications(tx); err != nil {
		return err
	}
	var outcome string
	if err := tx.Raw(`SELECT outcome FROM cases WHERE id = ? AND state = 'decided'`, v.CaseID).Scan(&outcome).Error; err != nil {
		return err
	}
	if models.Outcome(outcome) != v.Content.Outcome || !v.Content.Outcome.Publishable() {
		return models.Refuse(models.Conflict, "error.moved_on")
	}
	var refused int
	if err := tx.Raw(`SELECT COUNT(*) FROM case_reports j JOIN reports r ON r.id = j.report_id WHERE j.case_id = ? AND r.consent = 'reviewers'`, v.CaseID).Scan(&refused).Error; err != nil {
		return err
	}
	if refused > 0 {
		return models.RefuseFields(models.FieldError{Field: "consent", Key: "publish.error.consent"})
	}
	return nil
}

// lockPublications lets one change at a time through, so that references and changes are drawn one
// after the other, without gaps. SQLite has one writer anyway.
func (s *Store) lockPublications(tx *gorm.DB) error {
	if !s.postgres {
		return nil
	}
	return exec(tx, `LOCK TABLE publications IN SHARE ROW EXCLUSIVE MODE`)
}

// named gives the public copies names of ours, by what they are.
func named(c models.Content, ref string, version int) models.Content {
	c.Exhibits = slices.Clone(c.Exhibits)
	for i := range c.Exhibits {
		c.Exhibits[i].Name = fmt.Sprintf("%s-v%d-%d%s", ref, version, i+1, c.Exhibits[i].Extension())
	}
	return c
}

func (s *Store) addPublication(tx *gorm.DB, p models.Publication, year, number int) error {
	at, err := nextPlaces(tx)
	if err != nil {
		return err
	}
	one := bulk{into: `publications (` + publicationFields + `)`}
	one.add(publicationValues(p, year, number, at)...)
	if err := one.insert(tx); err != nil {
		return err
	}
	return s.reword(tx, at.Ordinal, nil, indexed(p))
}

const publicationFields = `id, case_id, ref, year, number, ordinal, change, state, version, title, summary, language, outcome, country, region, site, lat, lon, place_precision, occurred_on,
	acts, actors, link, followup, photos, cover, published_at, updated_at, latest`

func publicationValues(p models.Publication, year, number int, at places) []any {
	c := p.Content
	return []any{
		p.ID, p.CaseID, p.Ref, year, number, at.Ordinal, at.Change, p.State, p.Version, c.Title, c.Summary, c.Language, c.Outcome, c.Country, c.Region, c.SiteSlug, c.Lat, c.Lon, c.Precision, c.OccurredOn,
		joined(c.Categories), joined(c.ActorTypes), c.Link, c.Status, len(c.Exhibits), cover(c), micros(p.PublishedAt), micros(p.UpdatedAt), at.until(p.UpdatedAt),
	}
}

// places are where the next publication and the next change stand.
type places struct {
	Ordinal uint32
	Change  int64
	Latest  int64 // the greatest time of all changes so far
}

// until is the greatest time of all changes with one more.
func (p places) until(at time.Time) int64 { return max(p.Latest, micros(at)) }

// nextPlaces gives the place of a new publication in the order of coming, and the next change. The
// caller holds the lock under which publications are written.
func nextPlaces(tx *gorm.DB) (places, error) {
	var row places
	err := tx.Raw(`SELECT COALESCE((SELECT MAX(ordinal) FROM publications), 0) + 1 AS ordinal, COALESCE((SELECT MAX(change) FROM publications), 0) + 1 AS change,
		COALESCE((SELECT MAX(latest) FROM publications), 0) AS latest`).Scan(&row).Error
	return row, err
}

// joined keeps a list of codes in one column; fields takes it apart.
func joined[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return strings.Join(out, " ")
}

func fields(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, " ")
}

// cover is the exhibit that a list may show: the first that needs no warning.
func cover(c models.Content) string {
	for _, e := range c.Exhibits {
		if e.Warning == "" && e.Sort() == models.Photo {
			return string(e.ID) + "/" + e.Name
		}
	}
	return ""
}

func (s *Store) addVersion(tx *gorm.DB, p models.Publication, by models.ID) error {
	content, err := json.Marshal(p.Content)
	if err != nil {
		return err
	}
	if err := exec(tx, `INSERT INTO publication_versions (publication_id, number, content, note, at, by_id) VALUES (?, ?, ?, ?, ?, ?)`, p.ID, p.Version, string(content), p.Note, micros(p.UpdatedAt), by); err != nil {
		return err
	}
	for i, e := range p.Content.Exhibits {
		if err := exec(tx, `INSERT INTO publication_exhibits (publication_id, version, position, id, name, type, size, sha256, object_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			p.ID, p.Version, i+1, e.ID, e.Name, e.Type, e.Size, e.SHA256, e.Key); err != nil {
			return err
		}
	}
	return nil
}

// Correct adds a version to what is published. The versions before stay readable.
func (s *Store) Correct(ctx context.Context, v models.NewVersion, ev models.Custody) (models.Publication, error) {
	var p models.Publication
	err := s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := s.mayPublish(tx, v); err != nil {
			return err
		}
		var row publicationRow
		if err := found(tx.Raw(publicationColumns+` WHERE p.case_id = ? AND p.state <> 'withdrawn' AND p.version = ?`, v.CaseID, v.Of).Scan(&row)); err != nil {
			return models.Refuse(models.Conflict, "error.moved_on")
		}
		next, err := nextPlaces(tx)
		if err != nil {
			return err
		}
		p = row.publication()
		was, err := wording(tx, p)
		if err != nil {
			return err
		}
		p.State, p.Version, p.Note, p.UpdatedAt = models.Corrected, p.Version+1, v.Note, v.At
		p.Content = named(v.Content, p.Ref, p.Version)
		c := p.Content
		if err := must(tx, `UPDATE publications SET state = ?, version = ?, title = ?, summary = ?, language = ?, outcome = ?, country = ?, region = ?, site = ?, lat = ?, lon = ?, place_precision = ?,
			occurred_on = ?, acts = ?, actors = ?, link = ?, followup = ?, change = ?, latest = ?, photos = ?, cover = ?, updated_at = ? WHERE id = ? AND version = ? AND state <> 'withdrawn'`, p.State, p.Version, c.Title, c.Summary, c.Language, c.Outcome,
			c.Country, c.Region, c.SiteSlug, c.Lat, c.Lon, c.Precision, c.OccurredOn, joined(c.Categories), joined(c.ActorTypes), c.Link, c.Status, next.Change, next.until(v.At), len(c.Exhibits), cover(c), micros(p.UpdatedAt), p.ID, p.Version-1); err != nil {
			return err
		}
		if err := must(tx, `UPDATE cases SET publication = 'corrected' WHERE id = ? AND publication IN ('published', 'corrected')`, v.CaseID); err != nil {
			return err
		}
		is, err := wording(tx, p)
		if err != nil {
			return err
		}
		if err := s.reword(tx, row.Ordinal, was, is); err != nil {
			return err
		}
		return s.addVersion(tx, p, v.By)
	})
	s.changed(ctx)
	return p, err
}

// Withdraw takes a publication from every public read at once and leaves its notice. It gives the
// names of the public copies in the object store, for removal.
func (s *Store) Withdraw(ctx context.Context, ref string, w models.Withdrawal, ev models.Custody) (copies []string, err error) {
	err = s.write(ctx, one(ev), func(tx *gorm.DB) error {
		if err := s.lockPublications(tx); err != nil {
			return err
		}
		var row publicationRow
		if err := found(tx.Raw(publicationColumns+` WHERE p.ref = ? AND p.state <> 'withdrawn'`, ref).Scan(&row)); err != nil {
			return models.Refuse(models.Conflict, "error.moved_on")
		}
		was, err := wording(tx, row.publication())
		if err != nil {
			return err
		}
		next, err := nextPlaces(tx)
		if err != nil {
			return err
		}
		if err := must(tx, `UPDATE publications SET state = 'withdrawn', change = ?, latest = ?, updated_at = ?, withdrawn_at = ?, withdrawn_class = ?, withdrawn_note = ? WHERE ref = ? AND state <> 'withdrawn'`,
			next.Change, next.until(w.At), micros(w.At), micros(w.At), w.Reason, w.Notice, ref); err != nil {
			return err
		}
		if err := must(tx, `UPDATE cases SET publication = 'withdrawn' WHERE ref = ? AND publication IN ('published', 'corrected')`, ref); err != nil {
			return err
		}
		if err := s.reword(tx, row.Ordinal, was, nil); err != nil {
			return err
		}
		lighter, err := removeRenditions(tx, ref)
		if err != nil {
			return err
		}
		err = tx.Raw(`SELECT DISTINCT e.object_key FROM publication_exhibits e JOIN publications p ON p.id = e.publication_id WHERE p.ref = ?`, ref).Scan(&copies).Error
		copies = append(copies, lighter...)
		return err
	})
	s.changed(ctx)
	return copies, err
}

// PublicationOf gives what is public of a case, withdrawn ones included, for its desk.
func (s *Store) PublicationOf(ctx context.Context, id models.ID) (models.Publication, error) {
	var row publicationRow
	err := found(s.read(ctx).Raw(publicationColumns+` WHERE p.case_id = ?`, id).Scan(&row))
	return row.publication(), told(err)
}
