package demo

import (
	"context"
	"strings"

	"loupe/models"
	"loupe/publish"
)

// frenchStory is the story that is also told in French: the first of it that the River desk publishes.
const frenchStory = "Weekly payments demanded at a river crossing"

// frenchPictures says in French what pictures.Kinds says in English.
var frenchPictures = map[string]string{
	"An open pit with terraces of red earth under a wide sky.":        "Une fosse à ciel ouvert, en terrasses de terre rouge.",
	"A brown river between banks of washed gravel, with a pump raft.": "Une rivière brune entre des berges de gravier lavé, avec un radeau de pompage.",
	"Huts of tarpaulin at the edge of a digging, in evening light.":   "Des abris de bâche au bord d’un chantier, le soir.",
	"A pole across a dirt road, with people standing beside it.":      "Une barrière en travers d’une piste, avec des personnes à côté.",
	"A stamped paper with columns of figures on a table.":             "Un papier tamponné, avec des colonnes de chiffres, sur une table.",
	"Rough stones sorted by size on a cloth.":                         "Des pierres brutes triées par taille sur un tissu.",
	"Burnt posts and ash where huts stood.":                           "Des poteaux brûlés et de la cendre là où se trouvaient des abris.",
}

// translate lets one editor translate a case and another look it over.
func (b *builder) translate(ctx context.Context) error {
	if b.french == nil {
		return nil
	}
	as := func(email string) publish.Editor {
		o := b.people[email]
		return publish.Editor{Person: o.Person, Key: o.Key}
	}
	w := b.then(2 * day)
	t, err := w.Publish.Translation(ctx, as("editor2@demo.example"), b.french.id, "fr")
	if err != nil {
		return err
	}
	x := t.Original.Content
	text := models.TranslatedText{
		Title:       "Paiements hebdomadaires exigés au passage d’une rivière, " + strings.TrimPrefix(x.Title, frenchStory+", "),
		Summary:     "Des soldats prélèvent une taxe sur quiconque passe avec du gravier ou des pierres.",
		Account:     "À un passage sur le chemin qui mène des chantiers au marché, des soldats font payer toute personne qui porte du gravier. Le montant est noté dans un cahier. Qui ne peut pas payer laisse une partie de sa charge.\n\nCette pratique a été décrite par plusieurs personnes indépendantes les unes des autres ; une photographie montre la barrière en travers de la route.",
		HowVerified: "Deux sources indépendantes ont témoigné. Deux évaluateurs ont noté séparément les sources et les informations. Les fichiers sont inchangés depuis leur réception ; le lieu et le moment ont été comparés au récit. Un évaluateur a proposé cette conclusion, un second l’a confirmée.",
	}
	if x.Response != "" {
		text.Response = "L’entreprise, interrogée, a écrit qu’elle n’avait pas connaissance de cet incident."
	}
	if x.FollowUp != "" {
		text.FollowUp = "Le cas a été transmis au bureau provincial. Une réponse est attendue."
	}
	for _, e := range x.Exhibits {
		french := frenchPictures[e.Caption]
		text.Exhibits = append(text.Exhibits, models.TranslatedCopy{Caption: french, Alt: french, Warning: e.Warning})
	}
	if err := w.Publish.SaveTranslation(ctx, as("editor2@demo.example"), b.french.id, "fr", text, "« Passage » désigne ici un bac gardé.", 0); err != nil {
		return err
	}
	return w.Publish.ReleaseTranslation(ctx, as("editor@demo.example"), b.french.id, "fr", 1)
}
