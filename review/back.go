package review

import (
	"time"

	"loupe/models"
)

// CameBack gives when the source last opened the report with their receipt, by its newest custody
// entries; zero when they didn't. Pages show the day and no hour: a desk needs to know whether a question
// can have been read, and the hour would say when somebody was online.
func (o OpenReport) CameBack() time.Time {
	for _, e := range o.Custody {
		if e.Deed == models.DeedSourceReturn {
			return e.At
		}
	}
	return time.Time{}
}
