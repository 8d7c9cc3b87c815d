package web

import (
	"bytes"
	"fmt"
	"html/template"
	"sync"
)

// maxParts bounds what is remembered of parts; each is a few hundred bytes to two kilobytes.
const maxParts = 5000

// parts are pieces of public pages, rendered. They are what most pages share.
type parts struct {
	mu         sync.Mutex
	generation uint64
	kept       map[string]template.HTML
}

func (p *parts) get(key string, generation uint64) (template.HTML, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.generation != generation {
		return "", false
	}
	html, ok := p.kept[key]
	return html, ok
}

func (p *parts) put(key string, generation uint64, html template.HTML) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.kept == nil || p.generation != generation || len(p.kept) >= maxParts {
		p.kept, p.generation = map[string]template.HTML{}, generation
	}
	p.kept[key] = html
}

// Part renders one template of a page's set, to be placed between elements of the page. It may depend on nothing but its
// key and what is public: it is remembered under the key until anything public changes. With an empty
// key it is made anew. generation is Generation as of before the data was read.
func (w *Web) Part(page any, name, key string, generation uint64, data any) (template.HTML, error) {
	if key != "" {
		key = name + " " + key
		if html, ok := w.shared.get(key, generation); ok {
			return html, nil
		}
	}
	set, ok := w.templates[TemplateOf(page)]
	if !ok {
		return "", fmt.Errorf("there is no template %q", TemplateOf(page))
	}
	var b bytes.Buffer
	if err := set.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("rendering %s: %w", name, err)
	}
	html := template.HTML(b.String()) // what html/template wrote, for a place between elements
	if key != "" {
		w.shared.put(key, generation, html)
	}
	return html, nil
}
