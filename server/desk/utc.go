package desk

import (
	"strings"
	"time"

	"loupe/models"
)

// utc reads a time as a browser's date and time field or a person writes it: in UTC, to the minute.
func utc(text string) (time.Time, error) {
	text = strings.TrimSuffix(strings.Replace(strings.TrimSpace(text), " ", "T", 1), "Z")
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, models.RefuseFields(models.FieldError{Field: "at", Key: "schedule.error.at"})
}
