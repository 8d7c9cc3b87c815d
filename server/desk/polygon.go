package desk

import (
	"fmt"
	"strconv"
	"strings"

	"loupe/models"
)

// polygons reads one polygon a line, its corners as "x,y" in percent of the picture's sides. What
// isn't a number is out of range and is refused as such.
func polygons(text string) [][]models.Corner {
	var out [][]models.Corner
	for line := range strings.Lines(text) {
		var corners []models.Corner
		for _, word := range strings.Fields(line) {
			x, y, _ := strings.Cut(word, ",")
			corners = append(corners, models.Corner{X: percentage(x), Y: percentage(y)})
		}
		if corners != nil {
			out = append(out, corners)
		}
	}
	return out
}

func percentage(s string) float64 {
	if s == "" {
		return -1
	}
	return fraction(s)
}

// polygonLines writes polygons as polygons reads them.
func polygonLines(list [][]models.Corner) string {
	var b strings.Builder
	for _, line := range list {
		for i, at := range line {
			if i > 0 {
				b.WriteByte(' ')
			}
			fmt.Fprintf(&b, "%s,%s", percent(at.X), percent(at.Y))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func percent(f float64) string { return strconv.FormatFloat(f*100, 'f', 2, 64) }
