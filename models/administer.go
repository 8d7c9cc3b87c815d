package models

// Platform deeds need a role, not a desk.
var platformRoles = map[Deed][]Role{
	DeedRules:         {RoleAdmin},
	DeedSettings:      {RoleAdmin},
	DeedSiteAdd:       {RoleAdmin},
	DeedInvite:        {RoleAdmin},
	DeedGatewayAdd:    {RoleAdmin},
	DeedGatewayRevoke: {RoleAdmin},
	DeedTexts:         {RoleAdmin},
	DeedRoles:         {RoleAdmin},
	DeedDisable:       {RoleAdmin},
	DeedEnable:        {RoleAdmin},
	DeedDeskMake:      {RoleAdmin},
	DeedMemberPropose: {RoleAdmin},
	DeedMemberRemove:  {RoleAdmin},
	DeedDeskRetention: {RoleAdmin},
	DeedMemberLead:    {RoleAdmin},
	DeedForms:         {RoleAdmin},
	DeedDeviceMake:    {RoleAdmin},
	DeedAudit:         {RoleAuditor},
}

// MayAdminister asks whether p may do a deed on people, desks, rules or the record. A person
// without the role learns nothing: the answer is ErrNotFound.
func MayAdminister(p Person, d Deed) error {
	if hasAny(p, platformRoles[d]) {
		return nil
	}
	return ErrNotFound
}

// MayConfirmMember asks whether p may confirm someone as a member of a desk: only a member can,
// because only a member can wrap the desk's key, and nobody confirms themselves or a person that
// they proposed.
func MayConfirmMember(p Person, m Member) error {
	if !p.MemberOf(m.DeskID) {
		return ErrNotFound
	}
	if m.State != MemberProposed {
		return Refuse(Conflict, "error.moved_on")
	}
	if m.PersonID == p.ID || m.ProposedBy == p.ID {
		return Refuse(Forbidden, "error.four_eyes")
	}
	return nil
}
