// Package demo is one fictional cast: an invented country with its organisations, mine sites, people,
// reports at every stage and published cases. Everything is done through the ways, by the people
// whose work it is, so that keys, custody and permissions are real. Nothing in it happened.
package demo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"loupe/intake"
	"loupe/models"
	"loupe/people"
	"loupe/publish"
	"loupe/review"
	"loupe/routing"
)

// Passphrase opens every account of the demonstration.
const Passphrase = "basalt lantern river copper"

// Ways are the ways at one moment: their clock stands where it was set.
type Ways struct {
	People  *people.People
	Intake  *intake.Intake
	Routing *routing.Router
	Review  *review.Review
	Publish *publish.Desk
}

// At makes the ways with a clock of the caller's.
type At func(now func() time.Time) Ways

// Account is one to try.
type Account struct {
	Name       string   `json:"name"`
	Email      string   `json:"email"`
	Passphrase string   `json:"passphrase"`
	Roles      []string `json:"roles"`
	Desks      []string `json:"desks"`
}

type builder struct {
	at     At
	now    time.Time
	desks  map[string]models.ID
	sites  []models.Site
	people map[string]people.Opened // by e-mail
	french *prepared                // the case that is translated
	toll   string                   // the reference of the case that the dossier shows
}

// Build makes the cast as of now. It takes a few seconds.
func Build(ctx context.Context, at At, now time.Time) ([]Account, error) {
	b := &builder{at: at, now: now, desks: map[string]models.ID{}, people: map[string]people.Opened{}}
	for _, step := range []func(context.Context) error{b.platform, b.accounts, b.joinDesks, b.rules, b.reports, b.translate, b.dossier} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	var out []Account
	for _, p := range cast {
		out = append(out, Account{p.name, p.email, Passphrase, p.roles, p.desks})
	}
	return out, nil
}

// then gives the ways with the clock at a time before now.
func (b *builder) then(ago time.Duration) Ways {
	t := b.now.Add(-ago)
	return b.at(func() time.Time { return t })
}

const beginning = 500 * 24 * time.Hour

func (b *builder) platform(ctx context.Context) error {
	w := b.then(beginning)
	_, recovery, err := w.People.NewRecovery()
	if err != nil {
		return err
	}
	in := people.SetUpInput{Organisation: "Kasoria Mine Watch", AdminName: cast[0].name, Email: cast[0].email, Passphrase: Passphrase, Desk: deskNames[0], RecoveryKey: recovery, Languages: []string{"en", "fr", "pt", "sw"}, Demo: true}
	if err := w.People.SetUp(ctx, in); err != nil {
		return fmt.Errorf("setting up: %w", err)
	}
	admin, err := b.signIn(ctx, cast[0].email)
	if err != nil {
		return err
	}
	b.people[cast[0].email] = admin
	for _, name := range deskNames[1:] {
		if _, err := w.People.MakeDesk(ctx, admin.Person, name); err != nil {
			return err
		}
	}
	for _, name := range organisations {
		if _, err := w.People.AddOrganisation(ctx, admin.Person, name, country); err != nil {
			return err
		}
	}
	if err := w.People.AddSites(ctx, admin.Person, sites()); err != nil {
		return err
	}
	d, err := w.People.Directory(ctx, admin.Person)
	if err != nil {
		return err
	}
	for _, desk := range d.Desks {
		b.desks[desk.Name] = desk.ID
	}
	b.sites = d.Sites
	return nil
}

func (b *builder) signIn(ctx context.Context, email string) (people.Opened, error) {
	w := b.at(func() time.Time { return b.now })
	token, _, _, _, err := w.People.SignIn(ctx, email, Passphrase)
	if err != nil {
		return people.Opened{}, err
	}
	o, err := w.People.Session(ctx, token)
	if err != nil {
		return people.Opened{}, err
	}
	return *o, nil
}

// accounts are made side by side: stretching a passphrase is slow on purpose.
func (b *builder) accounts(ctx context.Context) error {
	w := b.then(beginning - time.Hour)
	var mu sync.Mutex
	return b.each(len(cast)-1, func(i int) error {
		p := cast[i+1]
		in := people.InviteInput{Name: p.name, Email: p.email}
		for _, r := range p.roles {
			in.Roles = append(in.Roles, models.Role(r))
		}
		if len(p.desks) > 0 {
			in.DeskID = b.desks[p.desks[0]]
		}
		o, err := w.People.Add(ctx, in, Passphrase)
		mu.Lock()
		defer mu.Unlock()
		b.people[p.email] = o
		return err
	})
}

// each runs fn for 0 to n-1, four at a time, and gives the first error.
func (b *builder) each(n int, fn func(i int) error) error {
	var wg sync.WaitGroup
	var once sync.Once
	var failed error
	next := make(chan int)
	for range 4 {
		wg.Go(func() {
			for i := range next {
				if err := fn(i); err != nil {
					once.Do(func() { failed = err })
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return failed
}

// joinDesks lets each desk's first member make its key and confirm the others.
func (b *builder) joinDesks(ctx context.Context) error {
	w := b.then(beginning - 24*time.Hour)
	var err error
	admin := b.people[cast[0].email]
	first := map[string]people.Opened{}
	for _, p := range cast {
		for i, desk := range p.desks {
			if i > 0 {
				if err := w.People.Propose(ctx, admin.Person, b.desks[desk], b.people[p.email].Person.ID); err != nil {
					return err
				}
			}
			if member, ok := first[desk]; ok {
				err = w.People.Confirm(ctx, member, b.desks[desk], b.people[p.email].Person.ID, p.email != leadEmail)
			} else {
				err = w.People.MakeKey(ctx, b.people[p.email], b.desks[desk])
			}
			if err != nil {
				return fmt.Errorf("joining %s: %w", desk, err)
			}
			// Memberships are read when a person acts, so they are taken up at once.
			o := b.people[p.email]
			o.Person.Desks = append(o.Person.Desks, b.desks[desk])
			if p.email == leadEmail {
				if err := w.People.SetLead(ctx, admin.Person, b.desks[desk], o.Person.ID, true); err != nil {
					return err
				}
			} else {
				o.Person.Named = append(o.Person.Named, b.desks[desk])
			}
			b.people[p.email] = o
			if _, ok := first[desk]; !ok {
				first[desk] = o
			}
		}
	}
	return nil
}

func (b *builder) rules(ctx context.Context) error {
	w := b.then(beginning - 25*time.Hour)
	return w.Routing.Replace(ctx, b.people[cast[0].email].Person, ruleText, "The rules that the desks agreed on.")
}
