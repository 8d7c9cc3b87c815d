package review

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"loupe/models"
	"loupe/seal"
)

// MessageStore keeps the sealed messages of a report.
type MessageStore interface {
	Messages(ctx context.Context, report models.ID) ([]models.Message, error)
	AddMessage(ctx context.Context, m models.Message, exhibits []models.ID, once string, ev models.Custody) (already bool, err error)
	Attachment(ctx context.Context, report, id models.ID) (models.Attachment, error)
	ReadMessages(ctx context.Context, report models.ID, bySource bool, at time.Time, ev ...models.Custody) error
}

// OpenMessage is a message as the desk reads it.
type OpenMessage struct {
	models.Message
	Body       models.MessageBody
	AuthorName string
}

const messageLength = 5000

// Ask sends a question to a report's source, with files or without. It is sealed twice: for the desk to
// the report's key, for the source to the key that only their receipt opens (a monitor's own key). A
// file is one object that opens with either.
func (r *Review) Ask(ctx context.Context, by Reader, id models.ID, text string, files ...File) error {
	row, err := r.allow(ctx, by.Person, id, models.DeedMessageAsk)
	if err != nil {
		return err
	}
	if err := textWithin("text", text, messageLength); err != nil {
		return err
	}
	m := models.Message{ReportID: id, Kind: models.MessageQuestion, AuthorID: by.ID, At: r.now()}
	if m.ID, err = models.NewID(r.random); err != nil {
		return err
	}
	body := models.MessageBody{Text: text}
	if m.Attached, body.Files, err = r.attach(ctx, row, files); err != nil {
		return err
	}
	if m.ForDesk, err = seal.JSON(seal.LabelOf(models.SealMessageDesk, id, m.ID), body, row.PublicKey); err != nil {
		return err
	}
	if m.ForSource, err = seal.JSON(seal.LabelOf(models.SealMessageBack, id, m.ID), body, row.ReplyKey); err != nil {
		return err
	}
	detail := ""
	if len(files) > 0 {
		detail = fmt.Sprintf("files %d", len(files))
	}
	_, err = r.store.AddMessage(ctx, m, nil, "", r.custody(by.Person, models.ItemReport, id, models.DeedMessageAsk, detail))
	return err
}

// messages opens a report's messages and marks the source's as read.
func (r *Review) messages(ctx context.Context, by Reader, report models.ID, key seal.PrivateKey) ([]OpenMessage, error) {
	rows, err := r.store.Messages(ctx, report)
	if err != nil {
		return nil, fmt.Errorf("reading messages: %w", err)
	}
	var out []OpenMessage
	unread := false
	for _, m := range rows {
		o := OpenMessage{Message: m}
		plain, err := seal.Open(seal.LabelOf(models.SealMessageDesk, report, m.ID), m.ForDesk, key)
		if err != nil {
			return nil, fmt.Errorf("opening a message: %w", err)
		}
		if err := json.Unmarshal(plain, &o.Body); err != nil {
			return nil, fmt.Errorf("opening a message: it is not in the form that was sealed")
		}
		if m.AuthorID != "" && m.Kind == models.MessageQuestion {
			o.AuthorName = r.name(ctx, m.AuthorID)
		}
		unread = unread || m.Kind == models.MessageAnswer && m.ReadAt.IsZero()
		out = append(out, o)
	}
	if unread {
		if err := r.store.ReadMessages(ctx, report, false, r.now()); err != nil {
			return nil, fmt.Errorf("marking messages as read: %w", err)
		}
	}
	return out, nil
}
