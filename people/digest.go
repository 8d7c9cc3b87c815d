package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loupe/models"
)

// Letter says in a person's language that something waits for them. It holds no content and no
// number: a letter can be read by whoever carries it.
type Letter func(p models.Person) (subject, text string)

// Send hands a letter over to a mail server.
type Send func(ctx context.Context, to, subject, text string) error

// Digests writes to everybody for whom something waits that they weren't written about, at most once
// in the interval that each has chosen. It gives how many letters went. One that can't be sent is
// tried again the next time.
func (p *People) Digests(ctx context.Context, letter Letter, send Send) (sent int, err error) {
	due, err := p.store.DigestsDue(ctx, p.now())
	if err != nil {
		return 0, fmt.Errorf("looking for whom to write to: %w", err)
	}
	for _, id := range due {
		who, failed := p.store.Person(ctx, id)
		if failed == nil {
			subject, text := letter(who)
			if failed = send(ctx, who.Email, subject, text); failed == nil {
				failed = p.store.MailedNotices(ctx, id, p.now())
				sent++
			}
		}
		err = errors.Join(err, failed)
	}
	return sent, err
}

// DigestHours are the intervals that a person can choose, 0 for no letters.
var DigestHours = []int{0, 1, 24, 168}

// digestStore is what digests ask of the records.
type digestStore interface {
	DigestsDue(ctx context.Context, now time.Time) ([]models.ID, error)
	MailedNotices(ctx context.Context, person models.ID, at time.Time) error
}
