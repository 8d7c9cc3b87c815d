package models

import "time"

// Tongues are languages that a case may be published in, the commonest of the field first.
var Tongues = []string{"en", "fr", "pt", "sw", "ln", "ar", "es", "de", "nl", "sg", "kg", "lua", "rw", "sn", "nd", "ha", "ff", "kri", "am", "umb", "kmb", "zh", "hi", "gu", "ru", "he"}

// TranslatedText are the words of a publication in another language. What isn't words, such as places,
// dates and digests, stays the original's.
type TranslatedText struct {
	Title       string           `json:"title"`
	Summary     string           `json:"summary"`
	Account     string           `json:"account"`
	Place       string           `json:"place,omitempty"`
	HowVerified string           `json:"how_verified"`
	Response    string           `json:"response,omitempty"`
	FollowUp    string           `json:"follow_up,omitempty"`
	Exhibits    []TranslatedCopy `json:"exhibits,omitempty"` // in the original's order
}

// TranslatedCopy are the words that stand by a picture.
type TranslatedCopy struct {
	Caption    string `json:"caption"`
	Alt        string `json:"alt"`
	Warning    string `json:"warning,omitempty"`
	Transcript string `json:"transcript,omitempty"`
}

// Translation is one immutable version of a publication's words in another language.
type Translation struct {
	Language string
	Number   int // of the translation, from 1
	Of       int // the version of the publication that it translates
	Text     TranslatedText
	Note     string // of the translator, public; may be empty
	At       time.Time
}

// TranslationDraft is one that nobody else has looked over yet. Its words are sealed to the case.
type TranslationDraft struct {
	Language string
	Sealed   []byte // label SealTranslation with the case's id and the language
	Version  int    // grows with each save
	By       ID
	ByName   string
	At       time.Time
}

// TranslationBody is the sealed part of a draft.
type TranslationBody struct {
	Of   int            `json:"of"`
	Text TranslatedText `json:"text"`
	Note string         `json:"note,omitempty"`
	// Passages are where names and chosen words were replaced when it was last saved.
	Passages []Passage `json:"passages,omitempty"`
}

// In gives the content with a translation's words in the place of its own.
func (c Content) In(t Translation) Content {
	x := t.Text
	c.Language, c.Title, c.Summary, c.Account, c.Place, c.HowVerified, c.Response, c.FollowUp = t.Language, x.Title, x.Summary, x.Account, x.Place, x.HowVerified, x.Response, x.FollowUp
	exhibits := make([]PublicCopy, len(c.Exhibits))
	copy(exhibits, c.Exhibits)
	for i := range exhibits {
		if i < len(x.Exhibits) {
			e := x.Exhibits[i]
			exhibits[i].Caption, exhibits[i].Alt, exhibits[i].Transcript = e.Caption, e.Alt, e.Transcript
			if exhibits[i].Warning != "" && e.Warning != "" { // a warning is never lost in translation
				exhibits[i].Warning = e.Warning
			}
		}
	}
	c.Exhibits = exhibits
	return c
}

// TranslatedInto tells of the newest translation of a publication into a language, without its words.
type TranslatedInto struct {
	Language string
	Number   int // of the translation, from 1
	Of       int // the version of the publication that it translates; an older one when it was corrected since
	At       time.Time
}
