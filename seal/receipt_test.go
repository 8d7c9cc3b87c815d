package seal_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"loupe/seal"
)

// The vector is promised: a receipt written on paper must open its replies in ten years.
func TestReceiptVector(t *testing.T) {
	r, err := seal.ReceiptFromSeed(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	id, reply, err := r.Keys()
	if err != nil {
		t.Fatal(err)
	}
	got := []string{r.Text(), id, string(reply.Public())[:40]}
	want := []string{vectorWords, vectorID, vectorReply}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("got  %s\nwant %s", got[i], want[i])
		}
	}
}

func TestReceiptsAreReadAsPeopleWriteThem(t *testing.T) {
	r, err := seal.NewReceipt(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w := r.Words()
	if len(w) != 10 {
		t.Fatalf("%d words, want 10", len(w))
	}
	var short, numbered []string
	for i, word := range w {
		short = append(short, word[:min(4, len(word))])
		numbered = append(numbered, strings.Repeat(" ", i%3)+string(rune('0'+i))+". "+word)
	}
	for name, text := range map[string]string{
		"plain": r.Text(), "upper": strings.ToUpper(r.Text()), "commas": strings.Join(w, ", "), "dashes": strings.Join(w, "-"),
		"lines": strings.Join(w, "\r\n"), "four letters": strings.Join(short, " "), "numbered": strings.Join(numbered, "\n"),
		"spaces": "  " + strings.Join(w, "   ") + "\t", "accents": strings.ReplaceAll(r.Text(), "e", "é"),
	} {
		got, err := seal.ParseReceipt(text)
		if err != nil || got.Text() != r.Text() {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := seal.ParseReceipt(strings.Join(w[:9], " ")); !errors.Is(err, seal.ErrReceiptLength) {
		t.Errorf("nine words: %v", err)
	}
	if _, err := seal.ParseReceipt(strings.Repeat("abandon ", 1000)); !errors.Is(err, seal.ErrReceiptLength) {
		t.Errorf("a thousand words: %v", err)
	}
}

func TestMistypedWordIsToldAtOnce(t *testing.T) {
	r, _ := seal.ReceiptFromSeed(bytes.Repeat([]byte{7}, 32))
	w := r.Words()
	w[3] = "xylophon"
	var bad seal.ErrReceiptWord
	if _, err := seal.ParseReceipt(strings.Join(w, " ")); !errors.As(err, &bad) || bad.Position != 4 {
		t.Errorf("got %v, want word 4", err)
	}
	told := 0
	for i := range 200 {
		w := r.Words()
		w[i%10] = []string{
			"zebra", "apple", "river", "stone", "cloud", "table", "green", "horse", "paper", "window",
			"abandon", "zoo", "yellow", "orange", "kitchen", "garden", "music", "doctor", "school", "summer",
		}[i/10]
		if w[i%10] == r.Words()[i%10] {
			told++
			continue
		}
		if _, err := seal.ParseReceipt(strings.Join(w, " ")); err != nil {
			told++
		}
	}
	if told < 198 {
		t.Errorf("%d of 200 wrong words were told; an 11-bit checksum misses one in 2,048", told)
	}
}

func TestSameSeedSameReceipt(t *testing.T) {
	a, _ := seal.ReceiptFromSeed([]byte("0123456789abcdef0123"))
	b, _ := seal.ReceiptFromSeed([]byte("0123456789abcdef0123"))
	c, _ := seal.ReceiptFromSeed([]byte("0123456789abcdef0124"))
	if a.Text() != b.Text() || a.Text() == c.Text() {
		t.Error("a receipt doesn't follow its seed")
	}
	if _, err := seal.ReceiptFromSeed([]byte("short")); err == nil {
		t.Error("a guessable seed was taken")
	}
}

func TestRecoveryKeyIsReadAsPeopleWriteIt(t *testing.T) {
	k, text, err := seal.NewRecoveryKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{text, strings.ToLower(text), strings.ReplaceAll(text, "-", " \n"), strings.ReplaceAll(text, "0", "o"), strings.ReplaceAll(text, "1", "l")} {
		if got, err := seal.ParseRecoveryKey(s); err != nil || got.Secret() != k.Secret() {
			t.Errorf("%d characters: %v", len(s), err)
		}
	}
	for _, s := range []string{"", text[:len(text)-1], "Z" + text[1:], text + text} {
		if _, err := seal.ParseRecoveryKey(s); err == nil && s[0] != text[0] {
			t.Errorf("took a damaged recovery key")
		}
	}
}

func FuzzParseReceipt(f *testing.F) {
	r, _ := seal.ReceiptFromSeed(bytes.Repeat([]byte{7}, 32))
	f.Add(r.Text())
	f.Add("abandon ability")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := seal.ParseReceipt(s)
		if err != nil {
			return
		}
		if again, err := seal.ParseReceipt(got.Text()); err != nil || again.Text() != got.Text() {
			t.Errorf("a receipt that was read doesn't read again: %v", err)
		}
	})
}

func FuzzParseRecoveryKey(f *testing.F) {
	_, text, _ := seal.NewRecoveryKey(rand.Reader)
	f.Add(text)
	f.Fuzz(func(t *testing.T, s string) { _, _ = seal.ParseRecoveryKey(s) })
}
