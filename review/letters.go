package review

import (
	"context"
	"fmt"

	"loupe/models"
)

// Letter is a message from outside about a published case, as its desk sees it on the case's page.
type Letter struct {
	models.Report
	Beginning string
	Purpose   string // what the sender said it is
	Answered  bool   // the desk has written back
	MayAnswer bool
}

// letters lists the messages about a case that the reader may open. Reading one in full is a deed of
// its own, on record like any reading of a report.
func (r *Review) letters(ctx context.Context, by Reader, c models.Case) ([]Letter, error) {
	rows, err := r.store.ReportsAbout(ctx, c.Ref)
	if err != nil {
		return nil, fmt.Errorf("reading messages about a case: %w", err)
	}
	var out []Letter
	ring := r.ring(by)
	for _, row := range rows {
		if _, err := models.May(by.Person, models.DeedReportRead, reportItem(row)); err != nil {
			continue // was routed to another desk
		}
		key, err := ring.Report(ctx, row.ID)
		if err != nil {
			return nil, keyError(err)
		}
		t, err := r.testimony(ctx, row.ID, key)
		if err != nil {
			return nil, err
		}
		messages, err := r.store.Messages(ctx, row.ID)
		if err != nil {
			return nil, fmt.Errorf("reading messages: %w", err)
		}
		l := Letter{Report: row, Beginning: firstWords(t.Narrative, 4*beginning), Purpose: t.Purpose}
		for _, m := range messages {
			l.Answered = l.Answered || m.Kind == models.MessageQuestion
		}
		_, err = models.May(by.Person, models.DeedMessageAsk, reportItem(row))
		l.MayAnswer = err == nil
		out = append(out, l)
	}
	return out, nil
}
