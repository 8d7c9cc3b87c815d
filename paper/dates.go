package paper

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dates writes the days that spreadsheets keep as numbers (ECMA-376 18.17.4.1).
type dates struct{ from1904 bool }

// write gives a date, a time or both, as ISO 8601 does; what is no day of these calendars stays a number.
func (d dates) write(f float64) string {
	if !(f >= 0 && f < 2_958_466) { // 9999-12-31
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case d.from1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case f < 60: // the calendar has a 29 February 1900, which never was
		first = first.AddDate(0, 0, 1)
	}
	days, part := math.Modf(f)
	at := first.AddDate(0, 0, int(days)).Add(time.Duration(math.Round(part*86400)) * time.Second)
	clock := "15:04"
	if at.Second() != 0 {
		clock = "15:04:05"
	}
	switch {
	case part == 0:
		return at.Format(time.DateOnly)
	case days == 0:
		return at.Format(clock)
	}
	return at.Format(time.DateOnly + " " + clock)
}

// inFormat is what a number's format says literally, and colours and conditions.
var inFormat = regexp.MustCompile(`"[^"]*"|\[[^\]]*\]|\\.|_.|\*.`)

// isDate tells whether a format writes a number as a day or a time: by its number where it is one that
// every spreadsheet has (18.8.30), else by its code.
func isDate(format int, code string) bool {
	if code == "" {
		return format >= 14 && format <= 22 || format >= 27 && format <= 36 || format >= 45 && format <= 47 || format >= 50 && format <= 58
	}
	code = strings.ToLower(inFormat.ReplaceAllString(code, ""))
	return !strings.Contains(code, "general") && strings.ContainsAny(code, "ymdhs")
}

// cellStyles says which cells of an xlsx hold dates.
type cellStyles struct {
	dates
	styles []bool // for each style
}

func (c *cellStyles) isDate(style string) bool {
	n, err := strconv.Atoi(style)
	return err == nil && n >= 0 && n < len(c.styles) && c.styles[n]
}

// read takes a workbook's styles.
func (c *cellStyles) read() func(token) bool {
	codes, cells := map[int]string{}, false
	number := func(k token) int { n, _ := strconv.Atoi(k.value("numFmtId")); return n }
	return func(k token) bool {
		switch {
		case k.start == "numFmt" && len(codes) < 10_000:
			codes[number(k)] = k.value("formatCode")
		case k.start == "cellXfs":
			cells = true
		case k.end == "cellXfs":
			return false
		case cells && k.start == "xf":
			c.styles = append(c.styles, isDate(number(k), codes[number(k)]))
		}
		return true
	}
}
