package texting

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"loupe/models"
	"loupe/seal"
	"loupe/sms"
)

// Line is one message of a simulated conversation.
type Line struct {
	Ours bool   `json:"o"`
	Text string `json:"t"`
}

// Simulation is a conversation that an admin plays. Nothing of it is kept: it travels sealed in the page's form.
type Simulation struct {
	State sms.State `json:"s"`
	Lines []Line    `json:"l"`
}

var simulationLabel = seal.Label{Kind: models.SealTexting, IDs: []string{"simulation"}}

// Simulate plays one message after what a form carries ("" begins) and gives what the form carries next.
// It makes no report.
func (t *Texting) Simulate(ctx context.Context, by models.Person, carried, text string) (Simulation, string, error) {
	var s Simulation
	if err := models.MayAdminister(by, models.DeedTexts); err != nil {
		return s, "", err
	}
	if raw, err := base64.RawURLEncoding.DecodeString(carried); err == nil && carried != "" {
		if plain, err := seal.Open(simulationLabel, raw, t.key); err == nil {
			_ = json.Unmarshal(plain, &s) // ours, or it begins anew
		}
	}
	if text != "" {
		script, err := t.script(ctx)
		if err != nil {
			return s, "", err
		}
		texts, err := t.store.Texts(ctx)
		if err != nil {
			return s, "", err
		}
		replies, state, err := t.turn(ctx, script, texts, s.State, text)
		if err != nil {
			return s, "", err
		}
		if state.Step == sms.StepDone && len(state.Story) > 0 {
			example, err := seal.ReceiptFromSeed([]byte(state.Token))
			if err != nil {
				return s, "", err
			}
			replies = []string{script.T(state.Language, "sms.done", "Words", example.Text())}
			state = sms.State{Step: sms.StepDone, Language: state.Language}
		}
		s.State = state
		s.Lines = append(s.Lines, Line{false, text})
		for _, r := range replies {
			s.Lines = append(s.Lines, Line{true, r})
		}
		s.Lines = s.Lines[max(0, len(s.Lines)-80):]
	}
	plain, err := json.Marshal(s)
	if err != nil {
		return s, "", err
	}
	sealed, err := seal.Seal(simulationLabel, plain, t.key.Public())
	return s, base64.RawURLEncoding.EncodeToString(sealed), err
}
