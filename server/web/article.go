package web

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	reader "github.com/yuin/goldmark/text"

	"loupe/models"
)

// Article is a case as readers see it. The published page and the editor's preview are made of the
// same one, so that what an editor sees is what becomes public.
type Article struct {
	models.Publication // Content is the version that is shown
	Account            template.HTML
	source             func(models.PublicCopy) string
}

// NewArticle makes the article of a publication; source gives the address of a picture.
func NewArticle(p models.Publication, source func(models.PublicCopy) string) (Article, error) {
	account, err := Markdown(p.Content.Account)
	return Article{p, account, source}, err
}

// Source is the address of a picture.
func (a Article) Source(e models.PublicCopy) string { return a.source(e) }

// Coordinates writes the published point, as exact as it was published; "" when there is none.
func (a Article) Coordinates() string {
	if a.Content.Lat == nil || a.Content.Lon == nil {
		return ""
	}
	return fmt.Sprintf("%g, %g", *a.Content.Lat, *a.Content.Lon)
}

// KP is the reading of the case against the Kimberley Process.
func (a Article) KP() models.KPReading { return models.ReadKP(a.Content.ActorTypes, a.Content.Link) }

// Markdown renders an account (CommonMark). goldmark leaves raw HTML and unsafe links out unless told
// otherwise. The page has a heading of the first level already: where the text has one, all of its headings
// go a level down.
func Markdown(text string) (template.HTML, error) {
	return markdown(text, func(list []*ast.Heading) bool {
		return slices.ContainsFunc(list, func(h *ast.Heading) bool { return h.Level == 1 })
	})
}

// Chapters renders a part of a dossier, whose chapters begin with headings of the first level: in each of its
// parts headings go a level down.
func Chapters(text string) (template.HTML, error) {
	return markdown(text, func([]*ast.Heading) bool { return true })
}

func markdown(text string, lower func([]*ast.Heading) bool) (template.HTML, error) {
	source := []byte(text)
	root := goldmark.DefaultParser().Parse(reader.NewReader(source))
	var headings []*ast.Heading
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := n.(*ast.Heading); ok && entering {
			headings = append(headings, h)
		}
		return ast.WalkContinue, nil
	})
	if lower(headings) {
		for _, h := range headings {
			h.Level = min(h.Level+1, 6)
		}
	}
	var b bytes.Buffer
	if err := goldmark.New().Renderer().Render(&b, source, root); err != nil {
		return "", fmt.Errorf("rendering a text: %w", err)
	}
	return template.HTML(b.String()), nil
}
