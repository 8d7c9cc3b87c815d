package browse

import "strings"

// Change is a run of words that stayed, came or went.
type Change struct {
	Kind string // "same", "added", "removed"
	Text string
}

const maxCompared = 3000 // words; beyond that the text is shown as replaced

// Difference compares two texts word by word, by their longest common subsequence.
func Difference(before, after string) []Change {
	a, b := strings.Fields(before), strings.Fields(after)
	if len(a) > maxCompared || len(b) > maxCompared {
		return []Change{{"removed", before}, {"added", after}}
	}
	length := make([][]int32, len(a)+1)
	for i := range length {
		length[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	var out []Change
	add := func(kind, word string) {
		if n := len(out); n > 0 && out[n-1].Kind == kind {
			out[n-1].Text += " " + word
		} else {
			out = append(out, Change{kind, word})
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			add("same", a[i])
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && length[i+1][j] >= length[i][j+1]:
			add("removed", a[i])
			i++
		default:
			add("added", b[j])
			j++
		}
	}
	return out
}
