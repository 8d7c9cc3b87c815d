package sms_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"loupe/sms"
)

func script() sms.Script {
	return sms.Script{
		Languages: []string{"en", "fr"}, Groups: []sms.Group{{"KIL", []string{"KIL.1", "KIL.2"}}, {"TAX", []string{"TAX.1"}}},
		T:    func(l, key string, _ ...any) string { return l + ":" + key },
		Name: func(l string) string { return strings.ToUpper(l) },
	}
}

// TestConversation plays the questionnaire, with answers that are no answers in between.
func TestConversation(t *testing.T) {
	s := script()
	st, replies := s.Begin("sw", "token")
	if !strings.Contains(replies[0], "sms.warning") || !strings.Contains(replies[1], "2 FR") {
		t.Fatalf("the first answer is %q", replies)
	}
	for _, turn := range []struct {
		text string
		step sms.Step
		says string
	}{
		{"hello there", sms.StepLanguage, "sms.number"},
		{"2", sms.StepGroup, "fr:act.group.TAX"},
		{"9", sms.StepGroup, "sms.number"},
		{"1", sms.StepAct, "2 fr:act.KIL.2"},
		{"2, 1", sms.StepWhere, "fr:sms.where"},
		{"", sms.StepWhere, "sms.empty"},
		{"At the river", sms.StepWhen, "sms.when"},
		{"0", sms.StepMore, "sms.more"},
		{"0", sms.StepMore, "sms.empty"},
		{"They came at night", sms.StepMore, "sms.more.next"},
		{"and took 3 men", sms.StepMore, "sms.more.next"},
		{"0", sms.StepConsent, "sms.consent"},
		{"2", sms.StepCall, "sms.call"},
		{"1", sms.StepDone, ""},
	} {
		st, replies = s.Next(st, turn.text)
		if st.Step != turn.step || turn.says != "" && !strings.Contains(strings.Join(replies, "\n"), turn.says) {
			t.Fatalf("after %q: %s, %q; want %s, %q", turn.text, st.Step, replies, turn.step, turn.says)
		}
	}
	if !slices.Equal(st.Acts, []string{"KIL.2", "KIL.1"}) || st.Where != "At the river" || st.When != "" || len(st.Story) != 2 || !st.Call || st.Publish || st.Language != "fr" {
		t.Errorf("what was told: %+v", st)
	}
}

func TestDeliveredAgainAndInParts(t *testing.T) {
	var st sms.State
	if text, whole, repeat := st.Join(sms.Message{ID: "1", Text: "a"}); text != "a" || !whole || repeat {
		t.Error("a message isn't taken")
	}
	if _, _, repeat := st.Join(sms.Message{ID: "1", Text: "a"}); !repeat {
		t.Error("a message that came again is taken for another")
	}
	if _, whole, _ := st.Join(sms.Message{ID: "2", Ref: "r", Part: 2, Parts: 2, Text: "men"}); whole {
		t.Error("half a message is whole")
	}
	if text, whole, _ := st.Join(sms.Message{ID: "3", Ref: "r", Part: 1, Parts: 2, Text: "two "}); !whole || text != "two men" {
		t.Errorf("joined %q", text)
	}
}

func TestReceive(t *testing.T) {
	const secret, address = "s3cret", "https://loupe.example/sms/field"
	signed := func(body string) http.Header {
		h := hmac.New(sha256.New, []byte(secret))
		h.Write([]byte(body))
		return http.Header{"X-Signature": {"sha256=" + hex.EncodeToString(h.Sum(nil))}}
	}
	twilio := url.Values{"MessageSid": {"SM1"}, "From": {"+243 81 000"}, "Body": {"Report"}}
	for name, c := range map[string]struct {
		kind   sms.Kind
		r      sms.Request
		from   string
		forged bool
	}{
		"twilio":          {sms.Twilio, sms.Request{Header: http.Header{"X-Twilio-Signature": {sms.TwilioSignature(secret, address, twilio)}}, Address: address, Body: []byte(twilio.Encode())}, "+24381000", false},
		"twilio forged":   {sms.Twilio, sms.Request{Header: http.Header{"X-Twilio-Signature": {"AAAA"}}, Address: address, Body: []byte(twilio.Encode())}, "", true},
		"json signed":     {sms.JSON, sms.Request{Header: signed(`{"id":"1","from":"+1555","text":"x"}`), Body: []byte(`{"id":"1","from":"+1555","text":"x"}`)}, "+1555", false},
		"json other body": {sms.JSON, sms.Request{Header: signed(`{}`), Body: []byte(`{"id":"1","from":"+1555","text":"x"}`)}, "", true},
		"json in address": {sms.JSON, sms.Request{Query: url.Values{"token": {secret}}, Body: []byte(`{"id":"1","from":"+1555","text":"x"}`)}, "", true},
		"rapidpro":        {sms.RapidPro, sms.Request{Query: url.Values{"token": {secret}}, Body: []byte("sender=243555&message=x&date=now")}, "243555", false},
		"at":              {sms.AfricasTalking, sms.Request{Header: http.Header{"Authorization": {"Bearer " + secret}}, Body: []byte("id=9&from=%2B243555&text=x")}, "+243555", false},
		"no secret":       {sms.AfricasTalking, sms.Request{Body: []byte("id=9&from=%2B243555&text=x")}, "", true},
	} {
		if c.r.Header == nil {
			c.r.Header = http.Header{}
		}
		m, err := sms.Receive(c.kind, c.r, secret)
		if c.forged != errors.Is(err, sms.ErrForged) || m.From != c.from {
			t.Errorf("%s: %+v, %v", name, m, err)
		}
	}
	if _, err := sms.Receive(sms.JSON, sms.Request{Header: http.Header{"Authorization": {"Bearer "}}, Body: []byte(`{"id":"1","from":"+1555"}`)}, ""); !errors.Is(err, sms.ErrForged) {
		t.Error("a gateway without a secret lets everybody in")
	}
}

func TestAnswersAreData(t *testing.T) {
	_, body, _ := sms.Answer(sms.Twilio, "+1", []string{"<Redirect>x</Redirect> & more"})
	if strings.Contains(string(body), "<Redirect>") {
		t.Errorf("a reply became markup: %s", body)
	}
	if got := sms.Split("one two three four", 9); !slices.Equal(got, []string{"one two", "three", "four"}) {
		t.Errorf("split: %q", got)
	}
}

func FuzzReceive(f *testing.F) {
	f.Add("json", []byte(`{"id":"1","from":"+1","text":"x","ref":"a","part":1,"parts":3}`))
	f.Add("twilio", []byte("MessageSid=1&From=%2B1555&Body=%00"))
	f.Add("rapidpro", []byte("sender=%zz"))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		m, err := sms.Receive(sms.Kind(kind), sms.Request{Header: http.Header{"Authorization": {"Bearer s"}}, Body: body}, "s")
		if err != nil {
			return
		}
		if n, ok := sms.Number(m.From); !ok || n != m.From {
			t.Errorf("the number %q isn't in its form", m.From)
		}
		st, _ := script().Begin("en", "t")
		text, _, _ := st.Join(m)
		for range 12 {
			st, _ = script().Next(st, text)
		}
	})
}
