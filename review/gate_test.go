package review_test

import (
	"testing"

	"loupe/models"
	"loupe/review"
)

func whole() review.State {
	return review.State{Sources: 2, Information: "2", Exhibits: []review.Checks{{"provenance": models.Pass, "integrity": models.Pass, "location": models.NotPossible, "time": models.Pass}}}
}

// TestGate: what has everything can be verified; each single lack stands in the way, and is named.
func TestGate(t *testing.T) {
	if missing := review.Gate(whole()); len(missing[models.Verified])+len(missing[models.Corroborated]) > 0 {
		t.Errorf("a whole case lacks %v", missing)
	}
	for name, x := range map[string]struct {
		spoil        func(*review.State)
		corroborated bool // may still be
	}{
		"one source":            {func(s *review.State) { s.Sources = 1 }, true},
		"grade 3":               {func(s *review.State) { s.Information = "3" }, true},
		"no grade":              {func(s *review.State) { s.Information = "" }, true},
		"an ungraded source":    {func(s *review.State) { s.Ungraded = 1 }, false},
		"one grader":            {func(s *review.State) { s.Second = 1 }, true},
		"graders differ":        {func(s *review.State) { s.Disagree = 1 }, false},
		"an open contradiction": {func(s *review.State) { s.Contradicted = 1 }, false},
		"a failed check":        {func(s *review.State) { s.Exhibits[0]["content"] = models.Fail }, true},
		"an unanswered check":   {func(s *review.State) { delete(s.Exhibits[0], "time") }, true},
	} {
		s := whole()
		x.spoil(&s)
		missing := review.Gate(s)
		if len(missing[models.Verified]) == 0 {
			t.Errorf("%s: verified all the same", name)
		}
		if got := len(missing[models.Corroborated]) == 0; got != x.corroborated {
			t.Errorf("%s: corroborated %v, want %v (%v)", name, got, x.corroborated, missing[models.Corroborated])
		}
		for _, o := range []models.Outcome{models.Contested, models.Unverifiable, models.Refuted} {
			if len(missing[o]) > 0 {
				t.Errorf("%s: %s needs %v, want its reason alone", name, o, missing[o])
			}
		}
	}
	alone := review.State{Sources: 1, Exhibits: []review.Checks{{"provenance": models.NotPossible}}}
	if missing := review.Gate(alone); len(missing[models.Corroborated]) == 0 {
		t.Error("one source without an intact exhibit is corroborated")
	}
}
