package openrosa

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// XForm writes a definition as an ODK XForm (ODK XForms specification 1.0): texts in itext, one bind
// and one control a question, and an instanceID that the phone fills in under orx:meta. The same
// definition gives the same bytes, so that a form's hash changes only when the form does. The error
// says what is wrong with the definition.
func XForm(f Definition) ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("writing a form: %w", err)
	}
	w := &formWriter{Definition: f}
	w.line(`<?xml version="1.0" encoding="UTF-8"?>`)
	w.line(`<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms" xmlns:odk="http://www.opendatakit.org/xforms" xmlns:xsd="http://www.w3.org/2001/XMLSchema">`)
	w.line(`<h:head>`)
	w.line(`<h:title>`, esc(f.Title), `</h:title>`)
	w.line(`<model odk:xforms-version="1.0.0">`)
	w.itext()
	w.instance()
	w.binds()
	w.line(`</model>`)
	w.line(`</h:head>`)
	w.line(`<h:body>`)
	for _, q := range f.Questions {
		w.control(q)
	}
	w.line(`</h:body>`)
	w.line(`</h:html>`)
	return w.Bytes(), nil
}

type formWriter struct {
	Definition
	bytes.Buffer
}

func (w *formWriter) line(parts ...string) {
	for _, p := range parts {
		w.WriteString(p)
	}
	w.WriteByte('\n')
}

// esc escapes a text for an element or a quoted attribute.
func esc(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

// texts lists what is said in several languages, by itext id.
func (w *formWriter) texts(each func(id string, l Labels)) {
	add := func(id string, l Labels) {
		if !w.same(l) {
			each(id, l)
		}
	}
	for _, q := range w.Questions {
		add(textID(q.Name, "label"), q.Label)
		add(textID(q.Name, "hint"), q.Hint)
		add(textID(q.Name, "constraintMsg"), q.Refusal)
		for _, c := range q.Choices {
			add(textID(q.Name+"/"+c.Value, "label"), c.Label)
		}
	}
}

// same tells whether a text needs no itext: it is empty, or the same in every language. Names of
// hundreds of sites would otherwise stand in the form once a language.
func (w *formWriter) same(l Labels) bool {
	first := w.say(l, w.Languages[0])
	for _, language := range w.Languages {
		if w.say(l, language) != first {
			return false
		}
	}
	return true
}

func textID(path, form string) string { return "/data/" + path + ":" + form }

// itext writes the translations; a form in one language needs none.
func (w *formWriter) itext() {
	if len(w.Languages) == 1 {
		return
	}
	w.line(`<itext>`)
	for i, language := range w.Languages {
		standard := ""
		if i == 0 {
			standard = ` default="true()"`
		}
		w.line(`<translation lang="`, esc(language), `"`, standard, `>`)
		w.texts(func(id string, l Labels) {
			w.line(`<text id="`, id, `"><value>`, esc(w.say(l, language)), `</value></text>`)
		})
		w.line(`</translation>`)
	}
	w.line(`</itext>`)
}

// instance writes the empty answers. An instanceName isn't asked for: it would put words of the
// report into the phone's list of sent forms.
func (w *formWriter) instance() {
	w.line(`<instance>`)
	w.line(`<data id="`, esc(w.ID), `" version="`, esc(w.Version), `">`)
	for _, q := range w.Questions {
		w.line(`<`, q.Name, `/>`)
	}
	w.line(`<orx:meta><orx:instanceID/></orx:meta>`)
	w.line(`</data>`)
	w.line(`</instance>`)
	for _, q := range w.Questions {
		if q.File != "" {
			w.line(`<instance id="`, listOf(q), `" src="jr://file-csv/`, q.File, `"/>`)
		}
	}
}

// listOf names the secondary instance of a question whose choices are a file: as the file, for apps
// that look for it by that.
func listOf(q Question) string { return strings.TrimSuffix(q.File, ".csv") }

func (w *formWriter) binds() {
	for _, q := range w.Questions {
		more := ""
		if q.Required {
			more += ` required="true()"`
		}
		if q.Most > 0 {
			count := "string-length(.)"
			if q.Kind == SelectMany {
				count = "count-selected(.)"
			}
			more += fmt.Sprintf(` constraint="%s &lt;= %d"`, count, q.Most)
			if said := w.said(q.Name, "constraintMsg", q.Refusal); said != "" {
				more += ` jr:constraintMsg="` + said + `"`
			}
		}
		w.line(`<bind nodeset="/data/`, q.Name, `" type="`, controls[q.Kind].bind, `"`, more, `/>`)
	}
	w.line(`<bind nodeset="/data/orx:meta/orx:instanceID" type="string" readonly="true()" jr:preload="uid"/>`)
}

// said gives a text for an attribute: a call of jr:itext, or the text itself where all languages share it.
func (w *formWriter) said(path, form string, l Labels) string {
	if w.same(l) {
		return esc(w.say(l, w.Languages[0]))
	}
	return "jr:itext('" + textID(path, form) + "')"
}

// tell writes a label or hint; nothing for one without text.
func (w *formWriter) tell(element, path string, l Labels) {
	switch text := w.say(l, w.Languages[0]); {
	case !w.same(l):
		w.line(`<`, element, ` ref="jr:itext('`, textID(path, element), `')"/>`)
	case text != "":
		w.line(`<`, element, `>`, esc(text), `</`, element, `>`)
	}
}

func (w *formWriter) control(q Question) {
	c := controls[q.Kind]
	more := ""
	if c.media != "" {
		more += ` mediatype="` + c.media + `"`
	}
	appearance := q.Appearance
	if q.Kind == Text {
		appearance = strings.TrimSpace("multiline " + appearance)
	}
	if appearance != "" {
		more += ` appearance="` + esc(appearance) + `"`
	}
	w.line(`<`, c.element, ` ref="/data/`, q.Name, `"`, more, `>`)
	w.tell("label", q.Name, q.Label)
	w.tell("hint", q.Name, q.Hint)
	if q.File != "" {
		w.line(`<itemset nodeset="instance('`, listOf(q), `')/root/item"><value ref="name"/><label ref="label"/></itemset>`)
	}
	for _, choice := range q.Choices {
		w.line(`<item>`)
		w.tell("label", q.Name+"/"+choice.Value, choice.Label)
		w.line(`<value>`, choice.Value, `</value>`)
		w.line(`</item>`)
	}
	w.line(`</`, c.element, `>`)
}
