package desk

import (
	"strconv"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/paper"
	"loupe/review"
)

// Passage is a stretch of a document's text: a paragraph, or rows of one table.
type Passage struct {
	Kind paper.BlockKind
	Text string
	Rows [][]string
}

// passages puts rows that follow each other into one table.
func passages(list []paper.Block) []Passage {
	var out []Passage
	for _, b := range list {
		if b.Kind == paper.Row && len(out) > 0 && out[len(out)-1].Kind == paper.Row {
			last := &out[len(out)-1]
			last.Rows = append(last.Rows, b.Cells)
			continue
		}
		p := Passage{Kind: b.Kind, Text: b.Text}
		if b.Kind == paper.Row {
			p.Rows = [][]string{b.Cells}
		}
		out = append(out, p)
	}
	return out
}

// document shows what a document says, when that is known or asked for by a page's number.
func (d *Door) document(c echo.Context, e review.Examined) (review.Shown, error) {
	if e.Kind != models.Document && e.Kind != models.Other {
		return review.Shown{}, nil
	}
	from, _ := strconv.Atoi(c.QueryParam("page"))
	return d.review.Document(c.Request().Context(), reader(c), e.ID, from)
}
