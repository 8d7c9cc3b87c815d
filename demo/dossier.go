package demo

import (
	"context"
	"fmt"
	"time"

	"loupe/models"
	"loupe/publish"
)

const dossierText = `# What the word leaves out

Today's Kimberley Process calls a diamond a conflict diamond when rebels sell it to pay for a war against a government. In Kasoria that is the smaller part. There are soldiers at the crossings, guards at the pits, and a company that moves whole villages. Little of it falls within the word.

{{brief country=XM}}

# Who does it

The cases that two people have checked name those who did it by kind, never by name.

{{figures by=actor country=XM}}

# At the crossings

Whoever carries gravel pays. Whoever doesn't pay is held.

{{case %s}}

{{cases country=XM category=EXT}}
`

// dossier lets one editor compose a dossier and another release it.
func (b *builder) dossier(ctx context.Context) error {
	w := b.then(3 * 24 * time.Hour)
	as := func(email string) publish.Editor {
		o := b.people[email]
		return publish.Editor{Person: o.Person, Key: o.Key}
	}
	text := models.DossierText{Title: "What the word “conflict diamond” leaves out", Language: "en", Text: fmt.Sprintf(dossierText, b.toll), Summary: "Published cases from Kasoria, counted by the definition in force and by the one that civil society asks for."}
	id, err := w.Publish.NewDossier(ctx, as("editor@demo.example"), b.desks["River desk"], text)
	if err == nil {
		err = w.Publish.ProposeDossier(ctx, as("editor@demo.example"), id, 1)
	}
	if err == nil {
		_, err = w.Publish.ReleaseDossier(ctx, as("editor2@demo.example"), id, 1, "")
	}
	return err
}
