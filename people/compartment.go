package people

import (
	"context"

	"loupe/models"
)

// Name names a member for a desk's restricted compartment, or ends that. Reports of sexual violence,
// against children and of reprisals lie there: only those who are named know of them. The desk names them,
// not an admin.
func (p *People) Name(ctx context.Context, by models.Person, desk, person models.ID, named bool) error {
	members, err := p.store.Members(ctx, desk)
	if err != nil {
		return err
	}
	if err := models.MayName(by, desk, members, person, named); err != nil {
		return err
	}
	n, err := p.naming(by, desk, person, named)
	if err != nil {
		return err
	}
	deed := models.DeedMemberName
	if !named {
		deed = models.DeedMemberUnname
	}
	return p.store.SetNamed(ctx, n, p.custody(by.ID, models.ItemDesk, desk, deed, string(person)))
}

func (p *People) naming(by models.Person, desk, person models.ID, named bool) (models.Naming, error) {
	id, err := models.NewID(p.random)
	return models.Naming{ID: id, DeskID: desk, PersonID: person, By: by.ID, Named: named, At: p.now()}, err
}
