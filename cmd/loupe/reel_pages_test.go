package main

import (
	"testing"

	"loupe/internal/testkit"
	"loupe/models"
)

// recordings makes a case with a film and a note of voice on the house of a demonstration, with what was found in
// them and a redaction of the film that somebody has to look at, and gives the case's page and both exhibits.
func recordings(t *testing.T, h *house, at string) (file string, exhibits []models.Exhibit) {
	t.Helper()
	program := testkit.Program(t, "ffmpeg")
	testkit.Require(t, "files in memory", h.Publish.Film.CanCut())
	file, exhibits = h.caseOf(t, "A film and a voice from the fence", smallFilm(t, program), smallSound(t, program))
	b := signIn(t, at, "reviewer")
	for _, x := range exhibits {
		page := "/desk/exhibits/" + string(x.ID)
		b.get(page)
		b.submit(page, "#finding", form{"kind": "words", "from": "0:00.5", "to": "1.5", "speaker": "a guard", "language": "fr", "text": "Avancez, personne ne passe."})
		b.expect(200)
	}
	page := "/desk/exhibits/" + string(exhibits[0].ID)
	b.get(page)
	b.submit(page, "#still", form{"at": "0:01"})
	editor := signIn(t, at, "editor")
	editor.submitTo(file+"/redact/"+string(exhibits[0].ID), form{"sound_from": "0", "sound_to": "1", "sound_how": "silence", "box_from": "0.5", "box_to": "1.5", "x": "10", "y": "10", "w": "50", "h": "50"}, "#cuts")
	if job := h.waitForCut(t, file, exhibits[0].ID); job.State != models.JobDone {
		t.Fatalf("the job failed: %s", job.Why)
	}
	return file, exhibits
}

// recordingPages visits the workbench of recordings, the pages on which they are redacted, and what a second
// person sees of that.
func (b *visit) recordingPages(who, file string, exhibits []models.Exhibit) {
	b.t.Helper()
	film, voice := string(exhibits[0].ID), string(exhibits[1].ID)
	b.signIn("reviewer@demo.example")
	b.pages(who, "/desk/exhibits/"+film, "/desk/exhibits/"+voice, file+"/look/"+film, file+"/words")
	b.signIn("editor@demo.example")
	b.pages(who, file+"/redact/"+film, file+"/redact/"+voice)
}
