package openrosa_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"loupe/openrosa"
)

const foreignForm = `<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms">
<h:body><group ref="/data/g"><label>Group</label><input ref="a"><label ref="jr:itext('/data/g/a:label')"/><hint>no</hint></input>
<repeat nodeset="/data/g/r"><upload ref="/data/g/r/pic" mediatype="image/*"><label>  A <output value="/data/g/a"/> picture </label></upload></repeat></group>
<select ref="/data/many"><label>Many</label><item><label>One</label><value>1</value></item></select>
<input bind="byid"><label>By id</label></input></h:body>
<h:head><h:title>The <b>form</b></h:title><model>
<itext><translation lang="fr"><text id="/data/g/a:label"><value>Un</value></text></translation>
<translation lang="en" default="true()"><text id="/data/g/a:label"><value form="image">jr://x</value><value>One
 question</value></text></translation></itext>
<instance id="any"><data id="x:form" orx:version="v1" xmlns:p="urn:p"><start/><g><a/><r jr:template=""><pic/></r><r><pic/></r></g><many/><p:last/><orx:meta><orx:instanceID/></orx:meta></data></instance>
<instance id="list"><root><item><name>no</name></item></root></instance>
<bind nodeset="/data/start" type="xsd:dateTime" jr:preload="timestamp" jr:preloadParams="start"/><bind nodeset="g/a" type="int"/>
<bind id="byid" nodeset="/data/p:last" type="decimal"/><bind nodeset="/data/many" type="select"/>
<submission base64RsaPublicKey="k"/></model><model><instance><other id="no"><no/></other></instance></model></h:head></h:html>`

func TestAFormTellsItsFields(t *testing.T) {
	got, err := openrosa.ParseForm(strings.NewReader(foreignForm))
	if err != nil {
		t.Fatal(err)
	}
	want := openrosa.FormInfo{ID: "x:form", Version: "v1", Title: "The form", Languages: []string{"en", "fr"}, Encrypted: true, Fields: []openrosa.FieldInfo{
		{Path: "/data/start", Type: "dateTime", Preload: "timestamp"},
		{Path: "/data/g/a", Type: "int", Label: "One question"},
		{Path: "/data/g/r/pic", Type: "binary", Media: "image/*", Label: "A picture"},
		{Path: "/data/many", Type: "select", Label: "Many"},
		{Path: "/data/last", Type: "decimal", Label: "By id"},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestFormsAreReadAsCarefully(t *testing.T) {
	many := strings.Repeat("<a/>", 100_001)
	var fields strings.Builder
	for i := range openrosa.SubmissionElements + 1 {
		fields.WriteString("<f" + strings.Repeat("x", i%90) + strings.Repeat("y", i/90) + "/>")
	}
	for name, c := range map[string]struct {
		xml  string
		want error
	}{
		"empty":         {"", openrosa.ErrMalformed},
		"a submission":  {`<data id="f">` + meta + `</data>`, openrosa.ErrMalformed},
		"no root":       {`<h:html><model><instance></instance></model></h:html>`, openrosa.ErrMalformed},
		"document type": {`<!DOCTYPE html>` + foreignForm[len(`<?xml version="1.0"?>`):], openrosa.ErrMalformed},
		"cut":           {foreignForm[:len(foreignForm)-10], openrosa.ErrMalformed},
		"not UTF-8":     {strings.Replace(foreignForm, "Group", "\xff", 1), openrosa.ErrMalformed},
		"deep":          {strings.Repeat("<model>", 65), openrosa.ErrTooLarge},
		"many elements": {"<h:html>" + many + "</h:html>", openrosa.ErrTooLarge},
		"many fields":   {`<h:html><model><instance><data id="f">` + fields.String() + `</data></instance></model></h:html>`, openrosa.ErrTooLarge},
		"long path":     {`<h:html><model><instance><data id="f">` + nested(strings.Repeat("x", 250), 5) + `</data></instance></model></h:html>`, openrosa.ErrTooLarge},
		"over 4 MB":     {"<h:html>" + strings.Repeat(" ", 4<<20) + "</h:html>", openrosa.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := openrosa.ParseForm(strings.NewReader(c.xml)); !errors.Is(err, c.want) || !reflect.DeepEqual(got, openrosa.FormInfo{}) {
				t.Errorf("got %v, %v, want %v", got.ID, err, c.want)
			}
		})
	}
}

func TestAFormWithoutAnIDIsToldBySayingNone(t *testing.T) {
	info, err := openrosa.ParseForm(strings.NewReader(`<h:html><model><instance><data><a/></data></instance></model></h:html>`))
	if err != nil || info.ID != "" || len(info.Fields) != 1 {
		t.Errorf("got %+v, %v", info, err)
	}
}

// TestOddFormsDontConfuse are forms that close what they never opened in the reader's mind.
func TestOddFormsDontConfuse(t *testing.T) {
	const model = `<model><instance><data id="f"><a/></data></instance>%</model>`
	for _, inside := range []string{
		`<itext><translation lang="x"><text id="1"><value><itext><translation lang="y"/></itext>words</value></text></translation></itext>`,
		`<itext><translation lang="x"><text id="1"><value><value>inner</value>outer</value></text></translation></itext>`,
		`<itext><translation><text id="1"><value>words</value></text></translation></itext>`,
		`<head><title><label>x</label></title></head>`,
		`<body><instance><input ref="/data/a"><label>x</label></input></instance></body>`,
		`<body><label>x</label><input><label><label>x</label></label></input></body>`,
		`<body><group><input ref="` + strings.Repeat("x", 2000) + `"/></group></body>`,
	} {
		info, err := openrosa.ParseForm(strings.NewReader("<h>" + strings.Replace(model, "%", inside, 1) + "</h>"))
		if err != nil || len(info.Fields) != 1 || info.Fields[0].Path != "/data/a" || !slices.Contains([]string{"", "x"}, info.Fields[0].Label) {
			t.Errorf("%s: got %+v, %v", inside, info, err)
		}
	}
}
