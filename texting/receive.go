package texting

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"loupe/models"
	"loupe/seal"
	"loupe/sms"
	"loupe/words"
)

// Receive takes what a gateway posted and gives the answer to its request. Replies that its shape can't
// answer with are sent. An unknown gateway, a wrong secret and one that was revoked are ErrNotFound alike.
func (t *Texting) Receive(ctx context.Context, slug string, r sms.Request) (contentType string, body []byte, err error) {
	g, err := t.store.Gateway(ctx, slug)
	if err != nil {
		return "", nil, err
	}
	secrets, err := t.secrets(g)
	if err != nil {
		return "", nil, err
	}
	kind := sms.Kind(g.Kind)
	m, err := sms.Receive(kind, r, secrets.Secret)
	if errors.Is(err, sms.ErrForged) {
		return "", nil, models.ErrNotFound
	}
	if err != nil {
		return "", nil, &models.Error{Kind: models.Invalid, Key: "sms.error.shape", Cause: err}
	}
	var replies []string
	for try := 0; ; try++ {
		if replies, err = t.take(ctx, g, m); models.KindOf(err) != models.Conflict || try == tries {
			break
		}
	}
	if err != nil {
		return "", nil, err
	}
	contentType, body, inline := sms.Answer(kind, m.From, replies)
	if inline {
		return contentType, body, nil
	}
	for _, text := range replies {
		if err := sms.Send(ctx, outlet(g, secrets), m.From, text); err != nil {
			// The report, if it came to that, is in: the gateway's retry is answered with the same words.
			return "", nil, &models.Error{Kind: models.Unavailable, Key: "sms.error.send", Cause: err}
		}
	}
	return contentType, body, nil
}

// take moves a conversation by one message.
func (t *Texting) take(ctx context.Context, g models.Gateway, m sms.Message) ([]string, error) {
	script, err := t.script(ctx)
	if err != nil {
		return nil, err
	}
	texts, err := t.store.Texts(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading keywords: %w", err)
	}
	h, err := t.open(ctx, g, m.From)
	if err != nil {
		return nil, err
	}
	text, whole, repeat := h.Join(m)
	switch {
	case repeat:
		return h.Last, nil
	case !whole:
		return nil, t.save(ctx, h)
	}
	replies, state, err := t.turn(ctx, script, texts, h.State, text)
	if err != nil {
		return nil, err
	}
	h.State = state
	if h.Step == sms.StepDone && len(h.Story) > 0 {
		if replies, err = t.finish(ctx, script, g, m.From, &h.State); err != nil {
			return nil, err
		}
	}
	h.Last = replies
	return replies, t.save(ctx, h)
}

// turn answers one message: a keyword, or an answer to the question that was asked.
func (t *Texting) turn(ctx context.Context, script sms.Script, texts models.Texts, st sms.State, text string) ([]string, sms.State, error) {
	word := words.Fold(strings.Trim(strings.TrimSpace(text), ".!"))
	fresh := sms.State{Seen: st.Seen, Language: st.Language}
	language := st.Language
	if language == "" {
		language = script.Languages[0]
	}
	switch {
	case word == "stop":
		return []string{script.T(language, "sms.stopped")}, fresh, nil
	case word == "help" || word == "aide" || word == "ajuda" || word == "msaada":
		return []string{t.help(script, texts, language)}, st, nil
	}
	if l, ok := match(texts.Info, word); ok && texts.InfoText[l] != "" {
		return sms.Split(texts.InfoText[l], 450), st, nil
	}
	if l, ok := match(texts.Start, word); ok {
		token, _, err := seal.NewToken(t.random)
		if err != nil {
			return nil, st, err
		}
		begun, replies := script.Begin(l, token)
		begun.Seen = st.Seen
		return replies, begun, nil
	}
	if st.Step == "" || st.Step == sms.StepDone {
		return []string{t.help(script, texts, language)}, st, nil
	}
	next, replies := script.Next(st, text)
	return replies, next, nil
}

// finish makes the report. What was told is not kept after that: the receipt alone, for a day, so that
// a gateway that delivers again gets the same answer.
func (t *Texting) finish(ctx context.Context, script sms.Script, g models.Gateway, number string, st *sms.State) ([]string, error) {
	told := Told{State: *st, Gateway: g}
	if st.Call {
		told.Number = number
	}
	receipt, err := t.tell(ctx, told)
	if err != nil {
		return nil, err
	}
	replies := []string{script.T(st.Language, "sms.done", "Words", receipt.Text())}
	*st = sms.State{Step: sms.StepDone, Language: st.Language, Seen: st.Seen}
	return replies, nil
}

// help says which words begin something, in a language and where it has none in the first that has.
func (t *Texting) help(script sms.Script, texts models.Texts, language string) string {
	pick := func(m map[string]string) string {
		if m[language] != "" {
			return m[language]
		}
		for _, l := range script.Languages {
			if m[l] != "" {
				return m[l]
			}
		}
		return ""
	}
	start, info := pick(texts.Start), pick(texts.Info)
	if start == "" {
		return script.T(language, "sms.closed")
	}
	out := script.T(language, "sms.help", "Word", start)
	if info != "" {
		out += " " + script.T(language, "sms.help.info", "Word", info)
	}
	return out
}

// match finds the language whose keyword a word is.
func match(keywords map[string]string, word string) (language string, ok bool) {
	for l, k := range keywords {
		if k != "" && words.Fold(k) == word {
			if !ok || l < language {
				language, ok = l, true
			}
		}
	}
	return language, ok
}
