package openrosa_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"loupe/openrosa"
)

const meta = `<meta><instanceID>uuid:1</instanceID></meta>`

func parse(t testing.TB, s string) openrosa.Submission {
	t.Helper()
	got, err := openrosa.Parse(strings.NewReader(s))
	if err != nil {
		t.Fatalf("%v\n%s", err, s)
	}
	return got
}

func show(fields []openrosa.Field) string {
	var b strings.Builder
	for _, f := range fields {
		fmt.Fprintf(&b, "%s=%s;", f.Path, f.Value)
	}
	return b.String()
}

func TestSubmissionsAreRead(t *testing.T) {
	for name, c := range map[string]struct{ xml, form, version, instance, deprecated, fields string }{
		"plain": {
			`<?xml version='1.0' ?><data id="f" version="2">` + meta + `<a> x </a><b/></data>`,
			"f", "2", "uuid:1", "", "/data/meta/instanceID=uuid:1;/data/a=x;/data/b=;",
		},
		"namespaces": {
			`<data xmlns:orx="http://openrosa.org/xforms" id="f" orx:version="v 4"><orx:meta><orx:instanceID>uuid:1</orx:instanceID><orx:deprecatedID>uuid:0</orx:deprecatedID></orx:meta><n xmlns="urn:x">1</n></data>`,
			"f", "v 4", "uuid:1", "uuid:0", "/data/meta/instanceID=uuid:1;/data/meta/deprecatedID=uuid:0;/data/n=1;",
		},
		"a prefix that is never declared": {
			`<data id="f"><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>`,
			"f", "", "uuid:1", "", "/data/meta/instanceID=uuid:1;",
		},
		"form named by namespace": {`<data xmlns="http://x.example/form">` + meta + `</data>`, "http://x.example/form", "", "uuid:1", "", "/data/meta/instanceID=uuid:1;"},
		"form not named":          {`<data xmlns="http://www.w3.org/2002/xforms">` + meta + `</data>`, "", "", "uuid:1", "", "/data/meta/instanceID=uuid:1;"},
		"id on the root":          {`<data id="f" instanceID="uuid:9"><a>1</a></data>`, "f", "", "uuid:9", "", "/data/a=1;"},
		"id of an entity":         {`<data id="f"><g><meta><instanceID>no</instanceID></meta></g>` + meta + `</data>`, "f", "", "uuid:1", "", "/data/g/meta/instanceID=no;/data/meta/instanceID=uuid:1;"},
		"repeats": {
			`<a1 id="f">` + meta + `<g><x>1</x></g><g><x>2</x></g></a1>`,
			"f", "", "uuid:1", "", "/a1/meta/instanceID=uuid:1;/a1/g/x=1;/a1/g/x=2;",
		},
		"words between elements": {`<data id="f">` + meta + `<g>hear <x>1</x>me</g></data>`, "f", "", "uuid:1", "", "/data/meta/instanceID=uuid:1;/data/g/x=1;/data/g=hear me;"},
		"entities and CDATA":     {`<data id="f">` + meta + `<a>&lt;&amp;&#233;<![CDATA[<b>]]></a></data>`, "f", "", "uuid:1", "", "/data/meta/instanceID=uuid:1;/data/a=<&é<b>;"},
		"byte order mark":        {"\ufeff" + `<?xml version="1.0" encoding="utf-8"?><data id="f">` + meta + "</data>\n<!-- end -->\n", "f", "", "uuid:1", "", "/data/meta/instanceID=uuid:1;"},
		"fields with the names of an envelope": {
			`<data id="f">` + meta + `<base64EncryptedKey>k</base64EncryptedKey><media><file>a.jpg</file></media></data>`,
			"f", "", "uuid:1", "", "/data/meta/instanceID=uuid:1;/data/base64EncryptedKey=k;/data/media/file=a.jpg;",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := parse(t, c.xml)
			if s.FormID != c.form || s.Version != c.version || s.InstanceID != c.instance || s.DeprecatedID != c.deprecated || s.Encrypted || s.HasKey || s.Media != nil {
				t.Errorf("got %+v", s)
			}
			if got := show(s.Fields); got != c.fields {
				t.Errorf("got  %s\nwant %s", got, c.fields)
			}
			sum := sha256.Sum256([]byte(c.xml))
			if want := hex.EncodeToString(sum[:]); s.Digest != want {
				t.Errorf("digest %s, want %s", s.Digest, want)
			}
		})
	}
}

func TestEncryptedSubmissionsAreOpaque(t *testing.T) {
	inner := `<base64EncryptedKey>abc=</base64EncryptedKey><orx:meta xmlns:orx="http://openrosa.org/xforms"><orx:instanceID>uuid:1</orx:instanceID></orx:meta><media><file>1.jpg.enc</file></media><media><file>2.mp3.enc</file><file>3.enc</file></media><encryptedXmlFile>submission.xml.enc</encryptedXmlFile><base64EncryptedElementSignature>s=</base64EncryptedElementSignature>`
	for _, namespace := range []string{"http://opendatakit.org/submissions", "http://www.opendatakit.org/xforms/encrypted", "http://www.w3.org/2002/xforms"} {
		s := parse(t, `<data id="f" version="3" encrypted="yes" xmlns="`+namespace+`">`+inner+`</data>`)
		if !s.Encrypted || !s.HasKey || s.FormID != "f" || s.InstanceID != "uuid:1" || s.EncryptedFile != "submission.xml.enc" || strings.Join(s.Media, " ") != "1.jpg.enc 2.mp3.enc 3.enc" || s.Fields != nil {
			t.Errorf("%s: got %+v", namespace, s)
		}
	}
	if s := parse(t, `<data id="f" encrypted="yes" xmlns="http://opendatakit.org/submissions">`+meta+`</data>`); !s.Encrypted || s.HasKey {
		t.Errorf("without a key: got %+v", s)
	}
	if s := parse(t, `<data id="f" encrypted="yes">`+meta+`<a>1</a></data>`); s.Encrypted || len(s.Fields) != 2 {
		t.Errorf("a word on the root seals nothing: got %+v", s)
	}
}

func TestHostileXMLIsRefused(t *testing.T) {
	wrap := func(s string) string { return `<data id="f">` + meta + s + `</data>` }
	for name, c := range map[string]struct {
		xml  string
		want error
	}{
		"empty":                {"", openrosa.ErrMalformed},
		"no element":           {"<?xml version='1.0'?><!-- hello -->", openrosa.ErrMalformed},
		"words":                {"hello", openrosa.ErrMalformed},
		"words after the root": {wrap("") + "more", openrosa.ErrMalformed},
		"second root":          {wrap("") + wrap(""), openrosa.ErrMalformed},
		"unclosed":             {`<data id="f">` + meta, openrosa.ErrMalformed},
		"crossed":              {wrap("<a><b></a></b>"), openrosa.ErrMalformed},
		"document type":        {`<!DOCTYPE data>` + wrap(""), openrosa.ErrMalformed},
		"external entity":      {`<!DOCTYPE data [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + wrap("<a>&x;</a>"), openrosa.ErrMalformed},
		"directive inside":     {wrap(`<!ENTITY x "y">`), openrosa.ErrMalformed},
		"undeclared entity":    {wrap("<a>&nbsp;</a>"), openrosa.ErrMalformed},
		"bare ampersand":       {wrap("<a>a & b</a>"), openrosa.ErrMalformed},
		"NUL":                  {wrap("<a>\x00</a>"), openrosa.ErrMalformed},
		"NUL by reference":     {wrap("<a>&#0;</a>"), openrosa.ErrMalformed},
		"invalid UTF-8":        {wrap("<a>\xff\xfe</a>"), openrosa.ErrMalformed},
		"invalid in comment":   {wrap("<!-- \xff -->"), openrosa.ErrMalformed},
		"other encoding":       {`<?xml version="1.0" encoding="ISO-8859-1"?>` + wrap(""), openrosa.ErrMalformed},
		"attribute twice":      {`<data id="f" id="g">` + meta + `</data>`, openrosa.ErrMalformed},
		"empty prefix":         {wrap("<:a/>"), openrosa.ErrMalformed},
		"unquoted":             {wrap("<a b=c/>"), openrosa.ErrMalformed},
		"no instance id":       {`<data id="f"><a>1</a></data>`, openrosa.ErrNoInstance},
		"empty instance id":    {`<data id="f"><meta><instanceID> </instanceID></meta></data>`, openrosa.ErrNoInstance},
		"long instance id":     {`<data id="f"><meta><instanceID>` + strings.Repeat("x", 300) + `</instanceID></meta></data>`, openrosa.ErrMalformed},
		"deep":                 {strings.Repeat("<a>", openrosa.SubmissionDepth+1) + strings.Repeat("</a>", openrosa.SubmissionDepth+1), openrosa.ErrTooLarge},
		"a million deep":       {strings.Repeat("<a>", 300000), openrosa.ErrTooLarge},
		"many elements":        {wrap(strings.Repeat("<a/>", openrosa.SubmissionElements)), openrosa.ErrTooLarge},
		"long attribute":       {wrap(`<a b="` + strings.Repeat("x", 5000) + `"/>`), openrosa.ErrTooLarge},
		"long name":            {wrap(`<` + strings.Repeat("x", 300) + `/>`), openrosa.ErrTooLarge},
		"long attribute name":  {wrap(`<a ` + strings.Repeat("x", 300) + `=""/>`), openrosa.ErrTooLarge},
		"many attributes":      {wrap(`<a ` + manyAttributes(100) + `/>`), openrosa.ErrTooLarge},
		"long path":            {wrap(nested(strings.Repeat("x", 250), 5)), openrosa.ErrTooLarge},
		"over a megabyte":      {wrap("<a>" + strings.Repeat("x", 1<<20) + "</a>"), openrosa.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := openrosa.Parse(strings.NewReader(c.xml))
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if s.Fields != nil || s.InstanceID != "" || s.Digest != "" {
				t.Errorf("gave something all the same: %+v", s)
			}
		})
	}
}

func nested(name string, n int) string {
	return strings.Repeat("<"+name+">", n) + strings.Repeat("</"+name+">", n)
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `a%d="" `, i)
	}
	return b.String()
}

// TestEndlessBodiesAreNotRead sends 10 MB and more: no more than the limit is taken in.
func TestEndlessBodiesAreNotRead(t *testing.T) {
	endless := &counter{r: io.MultiReader(strings.NewReader(`<data id="f">`+meta+`<a>`), zeros{})}
	if _, err := openrosa.Parse(io.LimitReader(endless, 10<<20)); !errors.Is(err, openrosa.ErrTooLarge) {
		t.Errorf("got %v, want %v", err, openrosa.ErrTooLarge)
	}
	if endless.n > 3<<20 {
		t.Errorf("read %d bytes", endless.n)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

type counter struct {
	r io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

func TestACutLineIsNotTheSendersFault(t *testing.T) {
	cut := errors.New("cut")
	_, err := openrosa.Parse(io.MultiReader(strings.NewReader("<data"), iotest.ErrReader(cut)))
	if !errors.Is(err, cut) || errors.Is(err, openrosa.ErrMalformed) {
		t.Errorf("got %v, want the reader's own error", err)
	}
}

func TestErrorsRepeatNothing(t *testing.T) {
	for _, s := range []string{"<Kabila>", "<a>&Kabila;</a>", "<a></Kabila>", "<a Kabila/>", "Kabila", "<!Kabila>", `<?xml version="1.0" encoding="Kabila"?><a/>`} {
		if _, err := openrosa.Parse(strings.NewReader(s)); err == nil || strings.Contains(err.Error(), "Kabila") {
			t.Errorf("%s: got %v", s, err)
		}
	}
}
