package records

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm/logger"

	"loupe/internal/testkit"
	"loupe/models"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// filled opens a database of its own with n reports on two desks and a case for each twentieth: what the
// i-th is like follows from i.
func filled(t testing.TB, name string, n int) *Store {
	t.Helper()
	c := Config{DataDir: t.TempDir(), Random: rand.Reader}
	if name == "postgres" {
		c.Database = testkit.Postgres(t)
	}
	s, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	do := func(query string, args ...any) {
		t.Helper()
		if err := s.writer.Exec(query, args...).Error; err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"d0", "d1"} {
		do(`INSERT INTO desks (id, name, created_at) VALUES (?, ?, 1)`, id, "Desk "+id)
	}
	for i := range 3 {
		id := fmt.Sprint("p", i)
		do(`INSERT INTO persons (id, name, email, kdf, locked_key, public_key, created_at) VALUES (?, ?, ?, '', ?, 'k', 1)`, id, "Person "+id, id+"@x.example", []byte("k"))
		do(`INSERT INTO desk_members (desk_id, person_id, state, proposed_by, at, lead) VALUES (?, ?, 'member', 'admin', 1, ?)`, "d0", id, i == 0)
	}
	var sites []models.Site
	for i := range 40 {
		sites = append(sites, models.Site{ID: models.ID(fmt.Sprint("s", i)), Slug: fmt.Sprint("site-", i), Name: fmt.Sprint("Site ", i), Country: "XM"})
	}
	ev := models.Custody{ItemKind: models.ItemPlatform, Deed: models.DeedSeed, At: noon}
	if err := s.AddSites(t.Context(), sites, ev); err != nil {
		t.Fatal(err)
	}
	sealed := make([]byte, 3000)
	var list []models.SealedReport
	cases, decisions := bulk{into: `cases (id, number, desk_id, public_key, state, outcome, publication, priority, file, opened_by, opened_at)`}, bulk{into: `decisions (id, case_id, outcome, state, revision, reason, proposed_by, proposed_at, second_by, second_at)`}
	for i := range n {
		r := models.SealedReport{ID: models.ID(fmt.Sprintf("r%07d", i)), PublicKey: "k", ReplyKey: "k", Testimony: sealed, Facts: factsOf(i, n), Choice: models.Choice{DeskID: models.ID(fmt.Sprint("d", i%2)), Priority: models.PriorityNormal, Due: 72 * time.Hour}}
		if list = append(list, r); len(list) == 2000 || i == n-1 {
			if err := s.AcceptSeeded(t.Context(), list, ev); err != nil {
				t.Fatal(err)
			}
			list = nil
		}
		if i%20 == 0 {
			id, at := fmt.Sprintf("c%07d", i), micros(r.Facts.ReceivedAt)
			cases.add(id, i+1, r.Choice.DeskID, "k", "decided", string(models.Outcomes[i/20%5]), "private", 1, sealed, "p1", at)
			decisions.add("x"+id, id, string(models.Outcomes[i/20%5]), "confirmed", 1, []byte("k"), "p1", at, "p2", at+int64(i%500+1)*3600e6)
		}
	}
	for _, rows := range []*bulk{&cases, &decisions} {
		if err := rows.insert(s.writer); err != nil {
			t.Fatal(err)
		}
	}
	// One of three is closed, and one of three is in the hands of somebody who took it after an hour.
	do(`UPDATE reports SET state = 'closed' WHERE id IN (SELECT id FROM reports WHERE CAST(SUBSTR(id, 2) AS INTEGER) % 3 = 1)`)
	do(`UPDATE reports SET state = 'triage', taken_by = 'p1', taken_at = received_at + 3600000000 WHERE id IN (SELECT id FROM reports WHERE CAST(SUBSTR(id, 2) AS INTEGER) % 3 = 2)`)
	if s.postgres {
		do(`VACUUM ANALYZE`)
	}
	return s
}

// factsOf spreads n reports over 400 days up to noon.
func factsOf(i, n int) models.Facts {
	act := models.Acts[i%len(models.Acts)].Code
	return models.Facts{
		Categories: []string{act}, Country: "XM", SiteID: models.ID(fmt.Sprint("s", i%40)), Channel: models.ChannelWeb, Consent: models.ConsentAnonymous, Language: "en",
		ReceivedAt: noon.Add(-time.Duration(n-i) * (400 * 24 * time.Hour / time.Duration(n))),
	}
}

func query(desks []models.ID, named ...models.ID) models.FigureQuery {
	q := models.FigureQuery{By: "p0", Desks: desks, Named: named, Now: noon, Since: noon.AddDate(0, 0, -90)}
	if slices.Contains(desks, "d0") {
		q.Leads = []models.ID{"d0"}
	}
	return q
}

// TestFiguresReadIndexesAlone counts what a loop over the same reports counts, for people who know of the
// restricted compartment and for those who don't, and asks each database how it does it: from indexes that
// hold all that is asked, so that no report's sealed part is read.
func TestFiguresReadIndexesAlone(t *testing.T) {
	const n = 1500
	for _, name := range []string{"sqlite", "postgres"} {
		t.Run(name, func(t *testing.T) {
			s := filled(t, name, n)
			said := &sayings{}
			s.reader.Logger = said
			both := []models.ID{"d0", "d1"}
			for _, q := range []models.FigureQuery{query(both, both...), query(both), query(both, "d0"), query(both[1:], both...)} {
				got, err := s.Figures(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				if got, want := shown(t, got), shown(t, counted(n, q)); got != want {
					t.Errorf("desks %v, named for %v:\n%s\nwant\n%s", q.Desks, q.Named, got, want)
				}
			}
			asked := slices.Clone(said.queries)
			tx := s.reader.Begin()
			defer tx.Rollback()
			if s.postgres {
				if err := tx.Exec(`SET LOCAL enable_seqscan = off`).Error; err != nil {
					t.Fatal(err)
				}
			}
			looked := 0
			for _, sql := range asked {
				if !regexp.MustCompile(`FROM (reports|report_categories|cases)\b|FROM\s+\(SELECT`).MatchString(sql) {
					continue
				}
				looked++
				if s.postgres {
					var lines []string
					if err := tx.Raw(`EXPLAIN ` + sql).Scan(&lines).Error; err != nil {
						t.Fatal(err)
					}
					for _, line := range lines {
						if regexp.MustCompile(`Seq Scan on (reports|report_categories|cases)`).MatchString(line) {
							t.Errorf("%s\n%s", line, sql)
						}
					}
					continue
				}
				var steps []struct{ Detail string }
				if err := tx.Raw(`EXPLAIN QUERY PLAN ` + sql).Scan(&steps).Error; err != nil {
					t.Fatal(err)
				}
				for _, step := range steps {
					if regexp.MustCompile(`^(SCAN|SEARCH) (r|c)\b`).MatchString(step.Detail) && !strings.Contains(step.Detail, "COVERING INDEX") {
						t.Errorf("%s\n%s", step.Detail, sql)
					}
				}
			}
			if looked < 20 {
				t.Errorf("only %d queries were looked at", looked)
			}
		})
	}
}

// counted counts in a loop.
func counted(n int, q models.FigureQuery) models.Figures {
	var f models.Figures
	months, acts, sites, outcomes := map[string]int{}, map[string]int{}, map[models.ID]int{}, map[string]int{}
	var mine, cases int
	for _, d := range q.Desks {
		b, times := models.Backlog{DeskID: d, Desk: "Desk " + string(d)}, models.DeskTime{DeskID: d, Desk: "Desk " + string(d)}
		var decided []int64
		for i := range n {
			facts := factsOf(i, n)
			if models.ID(fmt.Sprint("d", i%2)) != d {
				continue
			}
			if i%20 == 0 && !facts.ReceivedAt.Before(q.Since) {
				outcomes[string(models.Outcomes[i/20%5])]++
				decided = append(decided, int64(i%500+1)*int64(time.Hour))
			}
			if facts.Restricted() && !slices.Contains(q.Named, d) {
				continue
			}
			age := q.Now.Sub(facts.ReceivedAt)
			if i%3 != 1 {
				switch day := 24 * time.Hour; {
				case age < day:
					b.Day++
				case age < 7*day:
					b.Week++
				case age < 30*day:
					b.Month++
				default:
					b.Older++
				}
				if age > 72*time.Hour {
					b.Overdue++
				}
			}
			if i%3 == 2 && d == "d0" {
				mine++
			}
			if facts.ReceivedAt.After(time.Date(2025, 12, 1, 0, 0, 0, 0, time.UTC)) {
				months[facts.ReceivedAt.Format("2006-01")]++
			}
			if facts.ReceivedAt.Before(q.Since) {
				continue
			}
			if i%3 == 2 {
				times.TriageCount++
			}
			acts[facts.Categories[0]]++
			sites[facts.SiteID]++
		}
		if times.TriageCount > 0 {
			times.Triage, times.TriageMost = time.Hour, time.Hour
		}
		slices.Sort(decided)
		if times.DecideCount = len(decided); len(decided) > 0 {
			times.Decision, times.DecisionMost = time.Duration(decided[int(.5*float64(len(decided)-1))]), time.Duration(decided[int(.9*float64(len(decided)-1))])
		}
		f.Backlog, f.Times = append(f.Backlog, b), append(f.Times, times)
	}
	f.Outcomes, f.Acts = most(outcomes, 12), most(acts, 12)
	for m := range 12 {
		v := time.Date(2025, 12+time.Month(m), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
		f.Months = append(f.Months, models.Facet{Value: v, Count: months[v]})
	}
	bySite := map[string]int{}
	for id, count := range sites {
		bySite[string(id)] = count
	}
	for _, x := range most(bySite, 12) {
		f.Sites = append(f.Sites, models.SiteFigure{ID: models.ID(x.Value), Name: "Site " + x.Value[1:], Count: x.Count})
	}
	slices.SortStableFunc(f.Sites, func(a, b models.SiteFigure) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Name, b.Name)
	})
	if f.Loads = []models.Load{{PersonID: "p0", Name: "Person p0"}}; len(q.Leads) == 0 {
		return f
	}
	f.Loads = []models.Load{{PersonID: "p0", Name: "Person p0"}, {PersonID: "p1", Name: "Person p1", Reports: mine, Cases: cases}, {PersonID: "p2", Name: "Person p2"}}
	return f
}

func most(m map[string]int, max int) []models.Facet {
	var out []models.Facet
	for v, n := range m {
		out = append(out, models.Facet{Value: v, Count: n})
	}
	slices.SortFunc(out, func(a, b models.Facet) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Value, b.Value)
	})
	return out[:min(len(out), max)]
}

func shown(t *testing.T, f models.Figures) string {
	t.Helper()
	text, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sayings keeps what a database is asked.
type sayings struct {
	logger.Interface
	queries []string
}

func (s *sayings) LogMode(logger.LogLevel) logger.Interface { return s }

func (s *sayings) Trace(_ context.Context, _ time.Time, fc func() (string, int64), _ error) {
	sql, _ := fc()
	s.queries = append(s.queries, sql)
}

// BenchmarkFigures counts the figures of two desks with LOUPE_BENCH_REPORTS reports (100,000) in all.
func BenchmarkFigures(b *testing.B) {
	n, _ := strconv.Atoi(os.Getenv("LOUPE_BENCH_REPORTS"))
	if n == 0 {
		n = 100_000
	}
	for _, name := range []string{"sqlite", "postgres"} {
		b.Run(name, func(b *testing.B) {
			s := filled(b, name, n)
			both := []models.ID{"d0", "d1"}
			for _, who := range []struct {
				name  string
				named []models.ID
			}{{"all", both}, {"outside the compartment", nil}} {
				q := query(both, who.named...)
				q.Since = time.Time{}
				b.Run(who.name, func(b *testing.B) {
					for b.Loop() {
						if _, err := s.Figures(b.Context(), q); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}
