package routing_test

import (
	"context"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loupe/models"
	"loupe/routing"
)

type store struct {
	rules         []models.Rule
	desks         []models.Desk
	sites         []models.Site
	organisations []models.Organisation
	people        []models.Person
	mine          map[models.ID]int
	event         models.Custody
	past          []models.RoutedReport
	version       models.RuleVersion
}

func (s *store) RuleVersions(context.Context, int) ([]models.RuleVersion, error) {
	return []models.RuleVersion{s.version}, nil
}
func (s *store) Routed(context.Context, int) ([]models.RoutedReport, error) { return s.past, nil }

func (s *store) Rules(context.Context) ([]models.Rule, error) { return s.rules, nil }
func (s *store) Desks(context.Context) ([]models.Desk, error) { return s.desks, nil }
func (s *store) Sites(context.Context) ([]models.Site, error) { return s.sites, nil }
func (s *store) Organisations(context.Context) ([]models.Organisation, error) {
	return s.organisations, nil
}
func (s *store) People(context.Context) ([]models.Person, error) { return s.people, nil }
func (s *store) Queue(_ context.Context, f models.QueueFilter) ([]models.Report, string, error) {
	return make([]models.Report, s.mine[f.TakenBy]), "", nil
}

func (s *store) ReplaceRules(_ context.Context, rules []models.Rule, v models.RuleVersion, ev models.Custody) error {
	s.rules, s.version, s.event = rules, v, ev
	return nil
}

func newRouter(s *store) *routing.Router {
	return routing.New(s, func() time.Time { return day }, rand.Reader)
}

var (
	admin    = models.Person{ID: "admin", Roles: []models.Role{models.RoleAdmin}}
	reviewer = models.Person{ID: "reviewer", Roles: []models.Role{models.RoleReviewer}}
	day      = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
)

func newStore() *store {
	return &store{
		desks: []models.Desk{
			{ID: "d1", Name: "Bria", PublicKey: "k1", CreatedAt: day.Add(time.Hour)},
			{ID: "d2", Name: "New", CreatedAt: day},
			{ID: "d3", Name: "Old", PublicKey: "k3", CreatedAt: day},
			{ID: "d4", Name: "Central", PublicKey: "k4", CreatedAt: day.Add(2 * time.Hour)},
		},
		sites:         []models.Site{{ID: "s1", Slug: "ndassima"}},
		organisations: []models.Organisation{{ID: "o1", Name: "Veille Bria"}},
	}
}

const text = `# far
site = "ndassima" and organisation = "Veille Bria" -> desk "New" then "Old" then "Bria", escalation "Central", priority urgent, due 24h, to least-loaded
country = "CD" -> desk "New", priority low
otherwise -> desk "Central", escalation "New", priority normal, due 7d`

func TestChoose(t *testing.T) {
	s := newStore()
	roles, bria := []models.Role{models.RoleReviewer}, []models.ID{"d1"}
	s.people = []models.Person{
		{ID: "busy", Roles: roles, Desks: bria},
		{ID: "free", Roles: roles, Desks: bria},
		{ID: "ours", Roles: roles, Desks: bria, OrganisationID: "o1"},
		{ID: "elsewhere", Roles: roles},
		{ID: "monitor", Desks: bria, Roles: []models.Role{models.RoleMonitor}},
	}
	s.mine = map[models.ID]int{"busy": 4, "free": 1}
	r := newRouter(s)
	if err := r.Replace(t.Context(), admin, text, "why"); err != nil {
		t.Fatal(err)
	}
	s.desks[2].ClosedAt = day
	for name, x := range map[string]struct {
		facts models.Facts
		want  models.Choice
		why   []string
	}{
		"desks without a key and closed ones are skipped": {
			models.Facts{SiteID: "s1", OrganisationID: "o1"},
			models.Choice{RulePosition: 1, DeskID: "d1", EscalationDeskID: "d4", AssigneeID: "free", Priority: models.PriorityUrgent, Due: 24 * time.Hour},
			[]string{"routing.why.site", "routing.why.organisation", "routing.why.skipped", "routing.why.skipped"},
		},
		"with no desk left recovery alone gets it": {
			models.Facts{Country: "CD"},
			models.Choice{RulePosition: 2, Priority: models.PriorityLow},
			[]string{"routing.why.country", "routing.why.skipped", "routing.why.recovery"},
		},
		"the last rule takes the rest": {
			models.Facts{},
			models.Choice{RulePosition: 3, DeskID: "d4", Priority: models.PriorityNormal, Due: 7 * 24 * time.Hour},
			[]string{"routing.why.otherwise"},
		},
	} {
		got, err := r.Explain(t.Context(), x.facts)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var why []string
		for _, reason := range got.Reasons {
			why = append(why, reason.Key)
		}
		got.Choice.Why = ""
		if d := cmp.Diff(x.want, got.Choice) + cmp.Diff(x.why, why); d != "" {
			t.Errorf("%s: want(-) got(+)\n%s", name, d)
		}
	}
}

func TestAReportIsNeverRefusedForItsRules(t *testing.T) {
	s := newStore()
	s.desks[2].ClosedAt = day
	r := newRouter(s)
	for name, rules := range map[string][]models.Rule{"none": nil, "unreadable": {{Position: 1, Text: "???"}}} {
		s.rules = rules
		got, err := r.Choose(t.Context(), models.Facts{Country: "CF"})
		if err != nil || got.DeskID != "d1" || got.RulePosition != 0 {
			t.Errorf("rules %s: got %+v, %v, want the oldest desk that is open and has a key, d1", name, got, err)
		}
	}
}

func TestRulesAreForAdminsOnly(t *testing.T) {
	s := newStore()
	r := newRouter(s)
	_, errText := r.Text(t.Context(), reviewer)
	_, errTry := r.Try(t.Context(), reviewer, text, 10)
	for deed, err := range map[string]error{"Text": errText, "Replace": r.Replace(t.Context(), reviewer, text, ""), "Try": errTry} {
		if models.KindOf(err) != models.NotFound {
			t.Errorf("%s by a reviewer: got %v, want not found", deed, err)
		}
	}
	if s.rules != nil {
		t.Errorf("a refused replacement was kept: %v", s.rules)
	}
}

func TestReplaceKeepsTextAndIDs(t *testing.T) {
	s := newStore()
	r := newRouter(s)
	if err := r.Replace(t.Context(), admin, text, "why"); err != nil {
		t.Fatal(err)
	}
	if s.event.Deed != models.DeedRules || s.event.ActorID != admin.ID || !s.event.At.Equal(day) {
		t.Errorf("custody event is %+v, want the deed, the admin and the time", s.event)
	}
	old := s.rules
	if got, err := r.Text(t.Context(), admin); err != nil || got != text {
		t.Errorf("got %s, %v, want the text as it was given", got, err)
	}
	if err := r.Replace(t.Context(), admin, "urgent -> desk \"Bria\"\n"+text, ""); err != nil {
		t.Fatal(err)
	}
	if s.rules[1].ID != old[0].ID || s.rules[1].Position != 2 || !s.rules[0].ID.Valid() || s.rules[0].ID == old[0].ID {
		t.Errorf("got %v after %v, want old rules to keep their ids and the new one its own", s.rules, old)
	}
}

func TestReplaceRefusesWhatCannotBeMeant(t *testing.T) {
	s := newStore()
	s.desks[2].ClosedAt = day
	r := newRouter(s)
	for rules, want := range map[string][]string{
		"urgent ->":                              {"routing.error.expected"},
		"":                                       {"routing.error.otherwise"},
		`urgent -> desk "Bria"`:                  {"routing.error.otherwise"},
		`otherwise -> desk "Nowhere" then "Old"`: {"routing.error.unknown_desk", "routing.error.closed_desk"},
		`otherwise -> desk "Bria", escalation "Bria", to "x@y.org"`:                       {"routing.error.escalation", "routing.error.unknown_person"},
		"otherwise -> desk \"Bria\"\nurgent -> desk \"Bria\"":                             {"routing.error.unreachable"},
		"urgent -> desk \"Bria\"\nurgent -> desk \"Central\"\notherwise -> desk \"Bria\"": {"routing.error.unreachable"},
		"country = \"QQ\" or category = \"XYZ.1\" or not channel = \"post\" or language = \"?\" or site = \"x\" or organisation = \"x\" -> desk \"Bria\"\notherwise -> desk \"Bria\"": {
			"routing.error.unknown_country", "routing.error.unknown_category", "routing.error.unknown_channel",
			"routing.error.unknown_language", "routing.error.unknown_site", "routing.error.unknown_organisation",
		},
	} {
		err := r.Replace(t.Context(), admin, rules, "")
		refusal, ok := errors.AsType[*models.Error](err)
		if !ok || refusal.Kind != models.Invalid {
			t.Errorf("%s: got %v, want a refusal", rules, err)
			continue
		}
		var got []string
		for _, f := range refusal.Fields {
			got = append(got, f.Key)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: want(-) got(+)\n%s", rules, d)
		}
	}
}

func TestTryShowsWhatWouldMoveAndChangesNothing(t *testing.T) {
	s := newStore()
	s.past = []models.RoutedReport{
		{ID: "r1", DeskID: "d4", Facts: models.Facts{Country: "CD"}},
		{ID: "r2", DeskID: "d3", Facts: models.Facts{SiteID: "s1", OrganisationID: "o1"}},
		{ID: "r3", DeskID: "d4", Facts: models.Facts{Country: "AO"}},
	}
	got, err := newRouter(s).Try(t.Context(), admin, `region = "Nowhere" -> desk "Bria", priority low`+"\n"+`off country = "AO" -> desk "Bria", priority low`+"\n"+text, 10)
	if err != nil || len(got.Rows) != 3 || s.rules != nil {
		t.Fatalf("got %+v, %v and rules %v", got, err, s.rules)
	}
	if got.Moved != 1 || !got.Rows[0].Moved || got.Rows[1].Then != "Old" || got.Rows[2].Moved {
		t.Errorf("%d would move: %+v", got.Moved, got.Rows)
	}
	if len(got.Regions) != 1 || got.Regions[0] != "Nowhere" {
		t.Errorf("regions that no site has: %v", got.Regions)
	}
}

func TestAssignGoesByWork(t *testing.T) {
	leave := models.Work{AwayFrom: day.AddDate(0, 0, -1), AwayUntil: day.AddDate(0, 0, 1)}
	people := []routing.Reviewer{
		{ID: "away", Work: leave},
		{ID: "full", Open: 3, Work: models.Work{Capacity: 3}},
		{ID: "torn", Work: models.Work{Conflicts: []models.ID{"o1"}}},
		{ID: "sender"},
		{ID: "plain"},
		{ID: "speaks", Open: 5, Work: models.Work{Languages: []string{"sw"}}},
	}
	c := routing.Choice{Strategy: routing.LeastLoaded}
	f := models.Facts{OrganisationID: "o1", SubmitterID: "sender", Language: "sw", ReceivedAt: day}
	if got := routing.Assign(c, f, people, 0); got != "speaks" {
		t.Errorf("given to %q, want who works in the language", got)
	}
	f.Language = "fr"
	if got := routing.Assign(c, f, people, 0); got != "plain" {
		t.Errorf("given to %q, want the one who is free, there, and in no conflict", got)
	}
}

func TestAssign(t *testing.T) {
	people := []routing.Reviewer{
		{ID: "b", Email: "b@x.org", Open: 1},
		{ID: "a", Email: "a@x.org", Open: 1},
		{ID: "c", Email: "c@x.org", Open: 9},
		{ID: "d", Email: "d@x.org", OrganisationID: "o1"},
	}
	for _, x := range []struct {
		strategy routing.Strategy
		person   string
		want     string // in four turns
	}{
		{routing.LeastLoaded, "", "abab"},
		{routing.RoundRobin, "", "abca"},
		{routing.Nobody, "", ""},
		{routing.Named, "A@x.org", "aaaa"},
		{routing.Named, "d@x.org", ""},
		{routing.Named, "gone@x.org", ""},
	} {
		c := routing.Choice{Strategy: x.strategy, Person: x.person}
		got := ""
		for turn := range uint64(4) {
			got += string(routing.Assign(c, models.Facts{OrganisationID: "o1"}, people, turn))
		}
		if got != x.want {
			t.Errorf("%s %s: got %q, want %q", x.strategy, x.person, got, x.want)
		}
	}
}
