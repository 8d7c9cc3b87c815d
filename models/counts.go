package models

import (
	"regexp"
	"strconv"
)

var numberForm = regexp.MustCompile(`\d+`)

// CountRange reads how many people a source says there were: "3", "3-5" or "about 20". It gives 0, 0 when
// no number is in it.
func CountRange(s string) (low, high int) {
	numbers := numberForm.FindAllString(s, 2)
	if len(numbers) == 0 {
		return 0, 0
	}
	low, _ = strconv.Atoi(numbers[0])
	high = low
	if len(numbers) == 2 {
		high, _ = strconv.Atoi(numbers[1])
	}
	return min(low, high), max(low, high)
}
