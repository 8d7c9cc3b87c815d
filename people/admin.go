package people

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"loupe/models"
)

// Directory is what an admin sees: people, desks and who is on them. Nothing of any report.
type Directory struct {
	People        []models.Person
	Desks         []DeskMembers
	Organisations []models.Organisation
	Invitations   []models.Invitation
	Sites         []models.Site
}

// DeskMembers is a desk with its members and those who wait.
type DeskMembers struct {
	models.Desk
	Members []models.Member
	Left    int // reports and cases that aren't wrapped to its changed key yet
}

// Directory gives an admin everything that they administer.
func (p *People) Directory(ctx context.Context, by models.Person) (Directory, error) {
	var d Directory
	err := models.MayAdminister(by, models.DeedRoles)
	if err != nil {
		return d, err
	}
	if d.People, err = p.store.People(ctx); err != nil {
		return d, err
	}
	if d.Organisations, err = p.store.Organisations(ctx); err != nil {
		return d, err
	}
	if d.Invitations, err = p.store.Invitations(ctx); err != nil {
		return d, err
	}
	if d.Sites, err = p.store.Sites(ctx); err != nil {
		return d, err
	}
	desks, err := p.store.Desks(ctx)
	if err != nil {
		return d, err
	}
	moving, err := p.store.AllMoving(ctx)
	if err != nil {
		return d, err
	}
	left := map[models.ID]int{}
	for _, m := range moving {
		left[m.DeskID] = m.Total - m.Moved
	}
	for _, desk := range desks {
		members, err := p.store.Members(ctx, desk.ID)
		if err != nil {
			return d, err
		}
		d.Desks = append(d.Desks, DeskMembers{desk, members, left[desk.ID]})
	}
	return d, nil
}

// Joining is a desk that concerns a person: theirs to make a key for, or with people to confirm.
type Joining struct {
	models.Desk
	Own     models.Member
	Waiting []models.Member
	Members []models.Member // active ones, for those who are active themselves
	// Names tells whether the person decides who is named for the restricted compartment.
	Names bool
}

// Joinings lists the desks that a person is on or proposed for, with who waits to be confirmed.
func (p *People) Joinings(ctx context.Context, by models.Person) ([]Joining, error) {
	desks, err := p.store.Desks(ctx)
	if err != nil {
		return nil, err
	}
	var out []Joining
	for _, d := range desks {
		members, err := p.store.Members(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		own := slices.IndexFunc(members, func(m models.Member) bool { return m.PersonID == by.ID })
		if own < 0 {
			continue
		}
		j := Joining{Desk: d, Own: members[own]}
		if j.Own.State == models.MemberActive {
			for _, m := range members {
				if m.State == models.MemberProposed {
					j.Waiting = append(j.Waiting, m)
				} else {
					j.Members = append(j.Members, m)
				}
			}
			j.Names = j.Own.Named || !slices.ContainsFunc(j.Members, func(m models.Member) bool { return m.Named })
		}
		out = append(out, j)
	}
	return out, nil
}

// SetRoles replaces a person's roles. The last admin stays one, and a desk's member can't become one.
func (p *People) SetRoles(ctx context.Context, by models.Person, id models.ID, roles []models.Role) error {
	if err := models.MayAdminister(by, models.DeedRoles); err != nil {
		return err
	}
	who, err := p.store.Person(ctx, id)
	if err != nil {
		return err
	}
	if f := checkRoles(roles, len(who.Desks) > 0); f != nil {
		return models.RefuseFields(*f)
	}
	if who.Has(models.RoleAdmin) && !slices.Contains(roles, models.RoleAdmin) {
		if err := p.notLast(ctx, id); err != nil {
			return err
		}
	}
	return p.store.SetRoles(ctx, id, roles, p.custody(by.ID, models.ItemPerson, id, models.DeedRoles, fmt.Sprint(roles)))
}

func (p *People) notLast(ctx context.Context, id models.ID) error {
	all, err := p.store.People(ctx)
	if err != nil {
		return err
	}
	for _, other := range all {
		if other.ID != id && other.Has(models.RoleAdmin) {
			return nil
		}
	}
	return models.RefuseFields(models.FieldError{Field: "role", Key: "admin.error.last"})
}

// Disable ends a person's sessions and memberships and refuses them from now on.
func (p *People) Disable(ctx context.Context, by models.Person, id models.ID) error {
	if err := models.MayAdminister(by, models.DeedDisable); err != nil {
		return err
	}
	if id == by.ID {
		return models.Refuse(models.Forbidden, "admin.error.self")
	}
	return p.store.SetDisabled(ctx, id, p.now(), p.custody(by.ID, models.ItemPerson, id, models.DeedDisable, ""))
}

// Enable lets a disabled person sign in again. Desks have to be joined anew.
func (p *People) Enable(ctx context.Context, by models.Person, id models.ID) error {
	if err := models.MayAdminister(by, models.DeedEnable); err != nil {
		return err
	}
	return p.store.SetDisabled(ctx, id, time.Time{}, p.custody(by.ID, models.ItemPerson, id, models.DeedEnable, ""))
}

// AddOrganisation adds an organisation.
func (p *People) AddOrganisation(ctx context.Context, by models.Person, name, country string) (models.ID, error) {
	if err := models.MayAdminister(by, models.DeedInvite); err != nil {
		return "", err
	}
	name = strings.TrimSpace(name)
	if name == "" || len([]rune(name)) > 100 {
		return "", models.RefuseFields(models.FieldError{Field: "organisation", Key: "admin.error.organisation"})
	}
	id, err := models.NewID(p.random)
	if err != nil {
		return "", err
	}
	return id, p.store.AddOrganisation(ctx, models.Organisation{ID: id, Name: name, Country: country}, p.custody(by.ID, models.ItemPlatform, "", models.DeedInvite, "organisation"))
}

// AddSites adds sites to the gazetteer. Ids and missing slugs are made here.
func (p *People) AddSites(ctx context.Context, by models.Person, sites []models.Site) error {
	if err := models.MayAdminister(by, models.DeedSiteAdd); err != nil {
		return err
	}
	for i := range sites {
		s := &sites[i]
		s.Name = strings.TrimSpace(s.Name)
		if s.Name == "" || len(s.Country) != 2 || s.Lat < -90 || s.Lat > 90 || s.Lon < -180 || s.Lon > 180 {
			return models.RefuseFields(models.FieldError{Field: "site", Key: "admin.error.site"})
		}
		id, err := models.NewID(p.random)
		if err != nil {
			return err
		}
		if s.ID = id; s.Slug == "" {
			s.Slug = slug(s.Name, s.Country)
		}
		if s.Precision == "" {
			s.Precision = models.PrecisionSite
		}
	}
	err := p.store.AddSites(ctx, sites, p.custody(by.ID, models.ItemPlatform, "", models.DeedSiteAdd, fmt.Sprint(len(sites))))
	if models.KindOf(err) == models.Conflict {
		err = models.RefuseFields(models.FieldError{Field: "site", Key: "admin.error.site_taken"})
	}
	return err
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

func slug(name, country string) string {
	return strings.Trim(notSlug.ReplaceAllString(strings.ToLower(name), "-"), "-") + "-" + strings.ToLower(country)
}

// Audit reads the custody record. Reading it is on record too.
func (p *People) Audit(ctx context.Context, by models.Person, f models.CustodyFilter) ([]models.CustodyEntry, string, error) {
	if err := models.MayAdminister(by, models.DeedAudit); err != nil {
		return nil, "", err
	}
	entries, next, err := p.store.Custody(ctx, f)
	if err != nil {
		return nil, "", err
	}
	return entries, next, p.store.Record(ctx, p.custody(by.ID, models.ItemPlatform, "", models.DeedAudit, ""))
}
