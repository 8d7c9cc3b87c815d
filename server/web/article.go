package web

import (
	"bytes"
	"fmt"
	"html/template"

	"github.com/yuin/goldmark"

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
// otherwise.
func Markdown(text string) (template.HTML, error) {
	var b bytes.Buffer
	if err := goldmark.Convert([]byte(text), &b); err != nil {
		return "", fmt.Errorf("rendering a text: %w", err)
	}
	return template.HTML(b.String()), nil
}
