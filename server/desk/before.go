package desk

import (
	"fmt"

	"loupe/models"
	"loupe/publish"
	"loupe/server/web"
)

// before is the address of what a photograph or a still shows before its redaction.
func before(p publish.Picture) string {
	if p.Still != nil {
		return fmt.Sprintf("/desk/exhibits/%s/stills/%d", p.Still.Of.ID, p.Still.Position)
	}
	return fmt.Sprintf("/desk/exhibits/%s/%s", p.ID, models.DerivedPreview)
}

// stillTime is the time of a still in its recording, as people say it; "" for what isn't one.
func stillTime(p publish.Picture) string {
	if p.Still == nil {
		return ""
	}
	return web.Clock(p.Still.Position)
}

// Before is the address of what the picture shows before its redaction.
func (r Redact) Before() string { return before(r.Picture) }

// StillTime is the time of a still in its recording.
func (r Redact) StillTime() string { return stillTime(r.Picture) }

// Before is the address of what the picture shows before its redaction.
func (l Look) Before() string { return before(l.Picture) }

// StillTime is the time of a still in its recording.
func (l Look) StillTime() string { return stillTime(l.Picture) }

// Before is the address of what a picture shows before its redaction.
func (s Series) Before(p publish.Picture) string { return before(p) }

// Before is the address of what a still shows before its redaction.
func (c Cut) Before(p publish.Picture) string { return before(p) }

// StillTime is the time of a still in its recording.
func (c Cut) StillTime(p publish.Picture) string { return stillTime(p) }

// StillTime is the time of a still in its recording.
func (p Publication) StillTime(of publish.Picture) string { return stillTime(of) }
