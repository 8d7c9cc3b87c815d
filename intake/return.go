package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"loupe/models"
	"loupe/seal"
)

// Question is a message of the desk, opened for its source.
type Question struct {
	models.Message
	Text  string
	Files []models.AttachedFile
}

// Returned is what someone who comes back may see: kinds, numbers, times, states, and the desk's
// questions. Never what they told.
type Returned struct {
	models.Return
	Questions []Question // both kinds, in order; answers have no text
}

// Look shows a source how far their report is. An unknown receipt is models.ErrNotFound.
func (in *Intake) Look(ctx context.Context, receipt seal.Receipt) (Returned, error) {
	id, reply, err := receipt.Keys()
	if err != nil {
		return Returned{}, err
	}
	r, err := in.records.Return(ctx, id)
	if err != nil {
		return Returned{}, err
	}
	return in.opened(ctx, r, reply, "")
}

// LookOwn shows a monitor how far their own report is.
func (in *Intake) LookOwn(ctx context.Context, by models.Person, key seal.PrivateKey, report models.ID) (Returned, error) {
	r, err := in.records.ReturnOf(ctx, report, by.ID)
	if err != nil {
		return Returned{}, err
	}
	return in.opened(ctx, r, key, by.ID)
}

// Own lists a monitor's own reports, newest first.
func (in *Intake) Own(ctx context.Context, by models.Person, after string) ([]models.Return, string, error) {
	if !by.Has(models.RoleMonitor) {
		return nil, "", models.ErrNotFound
	}
	return in.records.ReportsBySubmitter(ctx, by.ID, after, 0)
}

func (in *Intake) opened(ctx context.Context, r models.Return, reply seal.PrivateKey, by models.ID) (Returned, error) {
	out := Returned{Return: r}
	for _, m := range r.Messages {
		q := Question{Message: m}
		if m.Kind == models.MessageQuestion && r.Report.SubmitterID != by {
			continue // sealed to the monitor, who sees it when signed in; a device's receipt doesn't open it
		}
		if m.Kind == models.MessageQuestion {
			plain, err := seal.Open(seal.LabelOf(models.SealMessageBack, r.Report.ID, m.ID), m.ForSource, reply)
			var body models.MessageBody
			if err != nil || json.Unmarshal(plain, &body) != nil {
				return out, fmt.Errorf("opening a question: it doesn't open with this receipt")
			}
			q.Text, q.Files = body.Text, body.Files
		}
		out.Questions = append(out.Questions, q)
	}
	event := models.Custody{ItemKind: models.ItemReport, ItemID: r.Report.ID, Deed: models.DeedSourceReturn, ActorID: by, At: in.now()}
	return out, in.records.ReadMessages(ctx, r.Report.ID, true, in.now(), event)
}

// BeginAnswer starts an addition to a report, by its receipt.
func (in *Intake) BeginAnswer(ctx context.Context, receipt seal.Receipt) (*Edge, error) {
	id, _, err := receipt.Keys()
	if err != nil {
		return nil, err
	}
	r, err := in.records.Return(ctx, id)
	if err != nil {
		return nil, err
	}
	return in.addition(r), nil
}

// BeginOwnAnswer starts an addition to a monitor's own report.
func (in *Intake) BeginOwnAnswer(ctx context.Context, by models.Person, report models.ID) (*Edge, error) {
	r, err := in.records.ReturnOf(ctx, report, by.ID)
	if err != nil {
		return nil, err
	}
	return in.addition(r), nil
}

func (in *Intake) addition(r models.Return) *Edge {
	return &Edge{in: in, report: r.Report.ID, public: seal.PublicKey(r.Report.PublicKey), kinds: map[models.ID]models.ExhibitKind{}}
}

// Answer hands over what was added: words, files, or both, sealed to the report. The same token
// twice is one answer.
func (e *Edge) Answer(ctx context.Context, by models.ID, text, token string) error {
	_, err := e.answer(ctx, models.Message{AuthorID: by}, text, token)
	return err
}

func (e *Edge) answer(ctx context.Context, m models.Message, text, token string) (already bool, err error) {
	text = strings.TrimSpace(text)
	if text == "" && len(e.exhibits) == 0 {
		return false, models.RefuseFields(models.FieldError{Field: "text", Key: "report.error.answer"})
	}
	if len([]rune(text)) > MaxNarrative {
		e.abandon(ctx)
		return false, models.RefuseFields(models.FieldError{Field: "text", Key: "report.error.long", Args: map[string]any{"Max": MaxNarrative}})
	}
	id, err := models.NewID(e.in.random)
	if err != nil {
		return false, err
	}
	plain, err := json.Marshal(models.MessageBody{Text: text, Exhibits: e.exhibits})
	if err != nil {
		return false, fmt.Errorf("writing an answer: %w", err)
	}
	m.ID, m.ReportID, m.Kind, m.At = id, e.report, models.MessageAnswer, e.in.now()
	if m.ForDesk, err = seal.Seal(seal.LabelOf(models.SealMessageDesk, e.report, id), plain, e.public); err != nil {
		return false, err
	}
	var ids []models.ID
	for _, x := range e.exhibits {
		ids = append(ids, x.ID)
	}
	once := ""
	if token != "" {
		once = seal.HashToken("answer " + string(e.report) + " " + token)
	}
	event := models.Custody{ItemKind: models.ItemReport, ItemID: e.report, Deed: models.DeedMessageAnswer, ActorID: m.AuthorID, At: m.At, Detail: fmt.Sprintf("exhibits %d", len(ids))}
	already, err = e.in.records.AddMessage(ctx, m, ids, once, event)
	if already {
		e.abandon(ctx)
	}
	return already, err
}

// Abandon removes what a sending stored that will not be handed over.
func (e *Edge) Abandon(ctx context.Context) { e.abandon(ctx) }
