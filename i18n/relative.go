package i18n

import "time"

// Relative writes how far t is from now, in the largest unit that fits: "3 hours ago", "in 2 days".
// Beyond 60 days it is the date.
func (l *Localizer) Relative(t, now time.Time) string {
	d, when := now.Sub(t), "ago"
	if d < 0 {
		d, when = -d, "ahead"
	}
	switch {
	case d < time.Minute:
		return l.T("common.relative.now")
	case d < time.Hour:
		return l.T("common.relative.minutes_"+when, "Count", int(d/time.Minute))
	case d < 24*time.Hour:
		return l.T("common.relative.hours_"+when, "Count", int(d/time.Hour))
	case d < 60*24*time.Hour:
		return l.T("common.relative.days_"+when, "Count", int(d/(24*time.Hour)))
	}
	return l.Date(t)
}

// Duration writes a span in whole hours below two days and whole days above: "24 hours", "7 days".
func (l *Localizer) Duration(d time.Duration) string {
	if d < 48*time.Hour && d%(24*time.Hour) != 0 || d < 24*time.Hour {
		return l.T("common.duration.hours", "Count", int(d.Round(time.Hour)/time.Hour))
	}
	return l.T("common.duration.days", "Count", int(d.Round(24*time.Hour)/(24*time.Hour)))
}
