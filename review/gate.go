package review

import "loupe/models"

// Missing is one thing that an outcome still needs, as a message key with its values.
type Missing struct {
	Key  string
	Args map[string]any
}

// State is what the gate looks at. It holds no words of anyone.
type State struct {
	Sources      int      // reports that are recorded as independent of another one; one when there is any
	Ungraded     int      // sources without any grade
	Second       int      // gradings that wait for a second grader
	Disagree     int      // gradings that differ and aren't settled
	Information  string   // the grade that two agree on or that was settled, "" for none
	Contradicted int      // claims that a report contradicts, unresolved
	Exhibits     []Checks // one per exhibit
}

// Checks are the current answers of one exhibit.
type Checks map[models.Check]models.Answer

// Gate says what each outcome still needs. It is the one place where that is decided: the page
// shows it and Propose asks it.
//
// Verified: information graded 1 or 2 by two people, two sources recorded as independent, every source
// graded by two, no failed check, no open contradiction, and provenance, place and time answered on
// every exhibit. Corroborated: two independent sources, or one with an exhibit whose provenance and
// integrity hold, every source graded, and nothing contradicted or in dispute. The other outcomes need
// their reason only.
func Gate(s State) map[models.Outcome][]Missing {
	missing := map[models.Outcome][]Missing{models.Verified: nil, models.Corroborated: nil, models.Contested: nil, models.Unverifiable: nil, models.Refuted: nil}
	need := func(o models.Outcome, ok bool, key string, args map[string]any) {
		if !ok {
			missing[o] = append(missing[o], Missing{key, args})
		}
	}
	failed, open, intact := 0, 0, false
	for _, e := range s.Exhibits {
		for _, a := range e {
			if a == models.Fail {
				failed++
			}
		}
		for _, c := range []models.Check{"provenance", "location", "time"} {
			if e[c] == "" {
				open++
			}
		}
		intact = intact || e["provenance"] == models.Pass && e["integrity"] == models.Pass
	}
	need(models.Verified, s.Information == "1" || s.Information == "2", "case.missing.information", nil)
	need(models.Verified, s.Sources >= 2, "case.missing.sources", map[string]any{"Count": s.Sources})
	need(models.Verified, s.Ungraded == 0, "case.missing.graded", map[string]any{"Count": s.Ungraded})
	need(models.Verified, failed == 0, "case.missing.failed", map[string]any{"Count": failed})
	need(models.Verified, open == 0, "case.missing.checks", map[string]any{"Count": open})
	need(models.Verified, s.Second == 0, "case.missing.second", map[string]any{"Count": s.Second})
	for _, o := range []models.Outcome{models.Verified, models.Corroborated} {
		need(o, s.Disagree == 0, "case.missing.settle", map[string]any{"Count": s.Disagree})
		need(o, s.Contradicted == 0, "case.missing.contradiction", map[string]any{"Count": s.Contradicted})
	}
	need(models.Corroborated, s.Sources >= 2 || intact, "case.missing.corroboration", nil)
	need(models.Corroborated, s.Ungraded == 0, "case.missing.graded", map[string]any{"Count": s.Ungraded})
	return missing
}

func gate(c OpenCaseFile) map[models.Outcome][]Missing {
	var reports []models.ID
	s := State{Information: c.Information.Grade}
	count := func(g Grading) {
		if g.Alone() {
			s.Second++
		}
		if g.Disagree() {
			s.Disagree++
		}
	}
	count(c.Information)
	for _, row := range c.Reports {
		reports = append(reports, row.ID)
		if row.Source.Graders == 0 {
			s.Ungraded++
		}
		count(row.Source)
	}
	s.Sources = c.File.IndependentSources(reports)
	for _, claim := range c.File.Claims {
		if claim.Open() {
			s.Contradicted++
		}
	}
	for _, e := range c.Exhibits {
		checks := Checks{}
		for name, a := range e.Answers {
			checks[name] = a.Answer
		}
		s.Exhibits = append(s.Exhibits, checks)
	}
	return Gate(s)
}
