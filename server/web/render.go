package web

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"loupe/models"
	"loupe/templates"
)

// shipped is what is part of the program and never changes while it runs.
type shipped struct {
	assets    *assets
	templates map[string]*template.Template
}

// ship reads it once, for however many houses the process opens: it is most of what one weighs.
var ship = sync.OnceValues(func() (*shipped, error) {
	a, err := readAssets()
	if err != nil {
		return nil, fmt.Errorf("reading static files: %w", err)
	}
	pages, err := parse(functions(a))
	if err != nil {
		return nil, fmt.Errorf("reading templates: %w", err)
	}
	return &shipped{a, pages}, nil
})

var layoutLine = regexp.MustCompile(`^\{\{/\* layout: ([a-z]+) \*/\}\}`)

// parse makes a set for each page: its layout, all partials, and itself.
func parse(functions template.FuncMap) (map[string]*template.Template, error) {
	partials, err := template.New("").Funcs(functions).ParseFS(templates.FS, "partial/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	err = fs.WalkDir(templates.FS, ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(file, "partial/") || strings.HasPrefix(file, "layout/") || path.Ext(file) != ".html" {
			return err
		}
		text, err := fs.ReadFile(templates.FS, file)
		if err != nil {
			return err
		}
		layout := layoutLine.FindSubmatch(text)
		if layout == nil {
			return fmt.Errorf("%s names no layout in its first line", file)
		}
		set, err := partials.Clone()
		if err == nil {
			set, err = set.ParseFS(templates.FS, "layout/"+string(layout[1])+".html")
		}
		if err == nil {
			_, err = set.New(file).Parse(string(text))
		}
		if err != nil {
			return err
		}
		pages[strings.TrimSuffix(file, ".html")] = set
		return nil
	})
	return pages, err
}

// execute finds a page's template by its type and renders it.
func (w *Web) execute(page any) ([]byte, error) {
	name := TemplateOf(page)
	set, ok := w.templates[name]
	if !ok {
		return nil, fmt.Errorf("there is no template %q", name)
	}
	var b bytes.Buffer
	if err := set.ExecuteTemplate(&b, "layout", pointerTo(page)); err != nil {
		return nil, fmt.Errorf("rendering %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// pointerTo spares templates a copy of the whole page at each call of one of its methods.
func pointerTo(page any) any {
	v := reflect.ValueOf(page)
	if v.Kind() != reflect.Struct {
		return page
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p.Interface()
}

// TemplateOf names the template of a page: "report/receipt" for report.Receipt.
func TemplateOf(page any) string {
	t := reflect.TypeOf(page)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	var name strings.Builder
	for i, r := range t.Name() {
		if i > 0 && unicode.IsUpper(r) {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToLower(r))
	}
	return path.Base(t.PkgPath()) + "/" + name.String()
}

// HasTemplate tells whether a page's template exists.
func (w *Web) HasTemplate(page any) bool { _, ok := w.templates[TemplateOf(page)]; return ok }

func functions(a *assets) template.FuncMap {
	return template.FuncMap{
		"asset":  a.address,
		"field":  field,
		"dict":   dict,
		"list":   func(v ...string) []string { return v },
		"string": func(v any) string { return fmt.Sprint(v) },
		"lower":  strings.ToLower,
		"add":    func(a, b int) int { return a + b },
		"coordinates": func(lat, lon *float64) string {
			return strconv.FormatFloat(*lat, 'f', -1, 64) + ", " + strconv.FormatFloat(*lon, 'f', -1, 64)
		},
		"leaveTo": func() string { return models.LeaveTo },
		"percent": func(f float64) string { return fmt.Sprintf("%.2f", f*100) },
		"act":     func(code string) string { return "act." + code },
		"paragraphs": func(s string) []string {
			return strings.FieldsFunc(strings.ReplaceAll(s, "\r\n", "\n"), func(r rune) bool { return r == '\n' })
		},
		"srcset": srcset,
		"veil":   veil,
		"acts":   func() []ActGroup { return actGroups },
	}
}

// ActGroup is a group of the taxonomy, for forms and filters.
type ActGroup struct {
	Code string
	Acts []models.Act
}

var actGroups = groupActs()

func groupActs() []ActGroup {
	var out []ActGroup
	for _, a := range models.Acts {
		if len(out) == 0 || out[len(out)-1].Code != a.Group() {
			out = append(out, ActGroup{Code: a.Group()})
		}
		out[len(out)-1].Acts = append(out[len(out)-1].Acts, a)
	}
	return out
}

// field gathers what a form partial needs: the page, the form, the field's name and label, and more
// by name: "hint", "type", "rows", "value", "options" …
func field(page any, form Form, name, label string, more ...any) (map[string]any, error) {
	m, err := dict(more...)
	if err != nil {
		return nil, err
	}
	m["Page"], m["Form"], m["Name"], m["Label"] = page, form, name, label
	return m, nil
}

func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict wants names and values")
	}
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict wants names and values")
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}
