package publish

import (
	"slices"

	"loupe/models"
)

const (
	titleLength   = 160
	summaryLength = 600
	accountLength = 40000
	wordsLength   = 5000 // how verified, response, follow-up
	captionLength = 500
)

// lengths refuses a draft that is too long to keep. What is merely missing may be kept.
func lengths(c models.Content) error {
	var wrong []models.FieldError
	long := func(field, text string, max int) {
		if len([]rune(text)) > max {
			wrong = append(wrong, models.FieldError{Field: field, Key: "desk.error.long", Args: map[string]any{"Max": max}})
		}
	}
	long("title", c.Title, titleLength)
	long("summary", c.Summary, summaryLength)
	long("account", c.Account, accountLength)
	long("how_verified", c.HowVerified, wordsLength)
	long("response", c.Response, wordsLength)
	long("follow_up", c.FollowUp, wordsLength)
	long("place", c.Place, captionLength)
	if c.Status != "" && !slices.Contains(models.FollowUps, c.Status) {
		wrong = append(wrong, models.FieldError{Field: "follow_up_status", Key: "desk.error.choose"})
	}
	for _, e := range c.Exhibits {
		long("caption_"+string(e.ID), e.Caption, captionLength)
		long("alt_"+string(e.ID), e.Alt, captionLength)
		long("credit_"+string(e.ID), e.Credit, captionLength)
		long("warning_"+string(e.ID), e.Warning, captionLength)
		long("transcript_"+string(e.ID), e.Transcript, wordsLength)
	}
	if wrong != nil {
		return models.RefuseFields(wrong...)
	}
	return nil
}

// check lists what keeps a draft from being published.
func (dr *Draft) check() []models.FieldError {
	var wrong []models.FieldError
	need := func(ok bool, field, key string) {
		if !ok {
			wrong = append(wrong, models.FieldError{Field: field, Key: key})
		}
	}
	c := dr.Content
	need(!dr.Refused, "consent", "publish.error.consent")
	need(dr.Case.State == models.CaseDecided, "outcome", "publish.error.undecided")
	need(c.Outcome.Publishable(), "outcome", "publish.error.outcome")
	need(c.Title != "", "title", "publish.error.title")
	need(c.Summary != "", "summary", "publish.error.summary")
	need(c.Account != "", "account", "publish.error.account")
	need(c.HowVerified != "", "how_verified", "publish.error.how_verified")
	need(c.Country != "", "country", "publish.error.country")
	need(len(c.Categories) > 0, "category", "publish.error.category")
	need(slices.Contains(models.Precisions, c.Precision), "place_precision", "publish.error.precision")
	need(slices.Contains(models.DatePrecisions, c.DatePrecision), "occurred_precision", "publish.error.precision")
	for _, e := range c.Exhibits {
		i := slices.IndexFunc(dr.Exhibits, func(p Picture) bool { return p.ID == e.ID })
		redacted := i >= 0 && dr.Exhibits[i].Redaction != nil && dr.Exhibits[i].Redaction.Plan.Checked
		need(redacted, "exhibit_"+string(e.ID), "publish.error.redaction")
		if redacted {
			look := dr.Exhibits[i].Redaction.Look
			need(look != nil || !dr.LookTwice, "exhibit_"+string(e.ID), "look.error.missing")
			need(look == nil || look.Fine, "exhibit_"+string(e.ID), "look.error.not_fine")
		}
		need(e.Alt != "", "alt_"+string(e.ID), "publish.error.alt")
		need(e.Caption != "", "caption_"+string(e.ID), "publish.error.caption")
	}
	if dr.Replaces {
		need(dr.WordLook != nil || !dr.LookTwice, "words", "look.words.missing")
		need(dr.WordLook == nil || dr.WordLook.Fine, "words", "look.words.not_fine")
	}
	return wrong
}
