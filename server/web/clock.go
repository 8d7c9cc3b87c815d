package web

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Clock writes a time in a recording as people say it: 1:02:03.45.
func Clock(milliseconds int64) string {
	t := time.Duration(milliseconds) * time.Millisecond
	pad := func(n int) string { return strconv.Itoa(100 + n)[1:] }
	out := ""
	if h := int(t.Hours()); h > 0 {
		out = strconv.Itoa(h) + ":" + pad(int(t.Minutes())%60) + ":"
	} else {
		out = strconv.Itoa(int(t.Minutes())) + ":"
	}
	out += pad(int(t.Seconds()) % 60)
	if ms := milliseconds % 1000; ms != 0 {
		out += "." + strings.TrimRight(strconv.FormatInt(1000+ms, 10)[1:], "0")
	}
	return out
}

// Moment writes a time in a recording, given in seconds.
func (p Page) Moment(seconds float64) string { return Clock(int64(math.Round(seconds * 1000))) }
