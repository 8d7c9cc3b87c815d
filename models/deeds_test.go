package models_test

import (
	"slices"
	"testing"
	"time"

	"loupe/models"
)

// TestWhoMayDoWhat walks every deed, state, role, membership, and the two kinds of conflict. What the
// table doesn't allow is refused, and who is not of the desk learns nothing.
func TestWhoMayDoWhat(t *testing.T) {
	const desk, me, colleague = models.ID("desk"), models.ID("me"), models.ID("colleague")
	states := []string{"received", "triage", "joined", "closed", "verifying", "proposed", "decided", "merged", "private", "published", "corrected", "withdrawn"}
	allowed := 0
	for _, m := range slices.Concat(models.Moves, models.PublicationMoves, models.DossierMoves) {
		for _, state := range states {
			for _, role := range append([]models.Role{""}, models.Roles...) {
				for _, member := range []bool{true, false} {
					for _, submitted := range []bool{true, false} {
						for _, proposed := range []bool{true, false} {
							p := models.Person{ID: me, Roles: []models.Role{role}}
							if member {
								p.Desks = []models.ID{desk}
							}
							it := models.Item{DeskID: desk, State: state, Submitters: []models.ID{colleague}, ProposedBy: colleague}
							if submitted {
								it.Submitters = append(it.Submitters, me)
							}
							if proposed {
								it.ProposedBy = me
							}
							to, err := models.May(p, m.Deed, it)
							onDesk := member && (role == models.RoleReviewer || role == models.RoleEditor)
							want := onDesk && slices.Contains(m.Roles, role) && (m.From == nil || slices.Contains(m.From, state)) && !(m.NotSubmitter && submitted) && !(m.NotProposer && proposed)
							if (err == nil) != want || want && to != m.To {
								t.Errorf("%s in %s by %s (member %v, submitted %v, proposed %v): %q, %v; want %v", m.Deed, state, role, member, submitted, proposed, to, err, want)
							}
							if !onDesk && models.KindOf(err) != models.NotFound {
								t.Errorf("%s tells a stranger: %v", m.Deed, err)
							}
							if want {
								allowed++
							}
						}
					}
				}
			}
		}
	}
	if allowed == 0 {
		t.Fatal("nothing is allowed to anybody")
	}
}

// TestFourEyes names the deeds that take a second person, whatever the tables say: who proposed, made or translated
// can't be it, and who submitted can't judge.
func TestFourEyes(t *testing.T) {
	p := models.Person{ID: "me", Roles: []models.Role{models.RoleReviewer, models.RoleEditor}, Desks: []models.ID{"d"}}
	for deed, state := range map[models.Deed]string{
		models.DeedCaseConfirm: "proposed", models.DeedCaseSendBack: "proposed", models.DeedCaseLook: "decided",
		models.DeedTranslateRelease: "published", models.DeedDossierRelease: string(models.DossierProposed),
	} {
		if _, err := models.May(p, deed, models.Item{DeskID: "d", State: state, ProposedBy: "me"}); models.KindOf(err) != models.Forbidden {
			t.Errorf("who proposed may %s: %v", deed, err)
		}
		if _, err := models.May(p, deed, models.Item{DeskID: "d", State: state, ProposedBy: "other", Submitters: []models.ID{"me"}}); models.KindOf(err) != models.Forbidden && deed != models.DeedDossierRelease {
			t.Errorf("who submitted may %s: %v", deed, err)
		}
	}
	p.DisabledAt = time.Now()
	if _, err := models.May(p, models.DeedCaseConfirm, models.Item{DeskID: "d", State: "proposed"}); models.KindOf(err) != models.NotFound {
		t.Errorf("a disabled person may confirm: %v", err)
	}
}

func TestAdminsAdministerAndReadNothing(t *testing.T) {
	admin := models.Person{ID: "a", Roles: []models.Role{models.RoleAdmin}, Desks: []models.ID{"d"}}
	for _, m := range slices.Concat(models.Moves, models.PublicationMoves, models.DossierMoves) {
		if _, err := models.May(admin, m.Deed, models.Item{DeskID: "d", State: m.To}); err == nil {
			t.Errorf("an admin may %s", m.Deed)
		}
	}
	if models.MayAdminister(admin, models.DeedRules) != nil || models.MayAdminister(admin, models.DeedAudit) == nil {
		t.Error("an admin can't change rules, or reads the record")
	}
	if models.MayAdminister(models.Person{Roles: []models.Role{models.RoleReviewer}}, models.DeedInvite) == nil {
		t.Error("a reviewer can invite")
	}
}
