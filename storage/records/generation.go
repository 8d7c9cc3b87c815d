package records

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"loupe/models"
)

// generation counts changes to anything that a public page shows. It is read for every request, so
// it is a number in memory: writes of this process move it before they return; those of another one
// are told by the database.
type generation struct {
	now  atomic.Uint64
	seen atomic.Int64 // the newest change that moved it
}

// Generation changes whenever anything public does: what was kept of an older one is stale.
func (p *Public) Generation() uint64 { return p.generation.now.Load() }

// channel is where PostgreSQL tells the other nodes.
const channel = "loupe_public"

// changed moves the generation after a change to anything public, here and on other nodes.
func (s *Store) changed(ctx context.Context) {
	s.generation.now.Add(1)
	if s.postgres {
		// A node that misses it finds the change by looking, a second later.
		_ = s.writer.WithContext(context.WithoutCancel(ctx)).Exec(`NOTIFY ` + channel).Error
	}
}

// Watch moves the generation when another process changes anything public, until ctx ends. PostgreSQL
// tells at once; SQLite is looked at each second.
func (s *Store) Watch(ctx context.Context) {
	if s.postgres {
		var listening sync.WaitGroup
		defer listening.Wait()
		listening.Go(func() { s.listen(ctx) })
	}
	for {
		s.Look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
		}
	}
}

// Look moves the generation if another process has changed anything public since it was last looked.
func (s *Store) Look(ctx context.Context) {
	var newest int64
	if s.read(ctx).Raw(`SELECT COALESCE(MAX(change), 0) + (SELECT COUNT(*) FROM dossier_editions) + (SELECT COUNT(*) FROM dossiers WHERE withdrawn_at > 0) FROM publications`).Scan(&newest).Error == nil && s.generation.seen.Swap(newest) != newest {
		s.generation.now.Add(1)
	}
}

func (s *Store) listen(ctx context.Context) {
	for ctx.Err() == nil {
		s.hear(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(time.Second): // the database is away: try again
		}
	}
}

func (s *Store) hear(ctx context.Context) {
	c, err := pgx.Connect(ctx, s.address)
	if err != nil {
		return
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, `LISTEN `+channel); err != nil {
		return
	}
	s.generation.now.Add(1) // what was told before we listened
	for {
		if _, err := c.WaitForNotification(ctx); err != nil {
			return
		}
		s.generation.now.Add(1)
	}
}

// FactsSince streams what every publication is filtered by that changed after a change, in the order
// of changes.
func (p *Public) FactsSince(ctx context.Context, change int64, fn func(models.PublicFacts) error) error {
	rows, err := p.db.WithContext(ctx).Raw(`SELECT ordinal, change, state, country, region, site, outcome, occurred_on, lat, lon, place_precision, acts, actors, link, followup, updated_at
		FROM publications WHERE change > ? ORDER BY change`, change).Rows()
	if err != nil {
		return told(err)
	}
	defer rows.Close()
	for rows.Next() {
		var f models.PublicFacts
		var state, outcome, acts, actors string
		var updated int64
		if err := rows.Scan(&f.Ordinal, &f.Change, &state, &f.Country, &f.Region, &f.Site, &outcome, &f.OccurredOn, &f.Lat, &f.Lon, &f.Precision, &acts, &actors, &f.Link, &f.FollowUp, &updated); err != nil {
			return told(err)
		}
		f.Withdrawn, f.Outcome, f.UpdatedAt = models.PublicationState(state) == models.Withdrawn, models.Outcome(outcome), fromMicros(updated)
		f.Categories, f.Actors = fields(acts), fields(actors)
		if err := fn(f); err != nil {
			return err
		}
	}
	return told(rows.Err())
}
