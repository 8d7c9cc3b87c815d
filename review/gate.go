package review

import "loupe/models"

// Missing is one thing that an outcome still needs, as a message key with its values.
type Missing struct {
	Key  string
	Args map[string]any
}

// State is what the gate looks at. It holds no words of anyone.
type State struct {
	Sources     int      // reports, each one source
	Ungraded    int      // sources without a grade
	Information string   // the current grade, "" for none
	Exhibits    []Checks // one per exhibit
}

// Checks are the current answers of one exhibit.
type Checks map[models.Check]models.Answer

// Gate says what each outcome still needs. It is the one place where that is decided: the page
// shows it and Propose asks it.
//
// Verified: information graded 1 or 2, two sources, every source graded, no failed check, and
// provenance, place and time answered on every exhibit. Corroborated: two sources, or one with an
// exhibit whose provenance and integrity hold. The other outcomes need their reason only.
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
	need(models.Corroborated, s.Sources >= 2 || intact, "case.missing.corroboration", nil)
	need(models.Corroborated, s.Ungraded == 0, "case.missing.graded", map[string]any{"Count": s.Ungraded})
	return missing
}

func gate(c OpenCaseFile) map[models.Outcome][]Missing {
	s := State{Sources: len(c.Reports)}
	for _, row := range c.Reports {
		if row.Source == nil {
			s.Ungraded++
		}
	}
	if c.Information != nil {
		s.Information = c.Information.Grade.Grade
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
