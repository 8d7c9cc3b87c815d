package main

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loupe/internal/testkit"
	"loupe/models"
)

// smallFilm makes two seconds of white with a tone, and what a phone writes into it.
func smallFilm(t *testing.T, program string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "film.mp4")
	if out, err := exec.Command(program, "-y", "-loglevel", "error", "-f", "lavfi", "-i", "color=white:size=160x120:rate=10:duration=2", "-f", "lavfi", "-i", "sine=frequency=800:duration=2", "-metadata", "location=+12.3456+023.4567/", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	film, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return film
}

// waitForCut waits until the job of a recording has ended.
func (h *house) waitForCut(t *testing.T, file string, exhibit models.ID) models.RedactionJob {
	t.Helper()
	for range 1200 {
		job, err := h.records.RedactionJob(t.Context(), models.ID(filepath.Base(file)), exhibit)
		if err != nil {
			t.Fatal(err)
		}
		if job.State != models.JobRunning {
			return job
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the job doesn't end")
	return models.RedactionJob{}
}

// TestARecordingIsRedacted has a film redacted through the front door: what is mistyped comes back, the job
// ends with a copy without the phone's place, the second person sees it before and after, and one that
// can't be read says so and keeps what was typed.
func TestARecordingIsRedacted(t *testing.T) {
	program := testkit.Program(t, "ffmpeg")
	testkit.Program(t, "ffprobe")
	h, at := demoHouse(t)
	testkit.Require(t, "files in memory", h.Publish.Film.CanCut())
	film := smallFilm(t, program)
	broken := append(bytes.Clone(film[:len(film)/3]), make([]byte, 1000)...)
	file, exhibits := h.caseOf(t, "A film from the fence", film, broken)
	editor, second := signIn(t, at, "editor"), signIn(t, at, "reviewer")
	redact := func(i int) string { return file + "/redact/" + string(exhibits[i].ID) }

	editor.submitTo(redact(0), form{"sound_from": "1.5", "sound_to": "0:01"}, "#cuts")
	if editor.expect(http.StatusUnprocessableEntity); editor.page.Find("[name=sound_to][value='0:01']").Length() != 1 {
		t.Error("what was mistyped is lost")
	}
	plan := form{"sound_from": "0", "sound_to": "1", "sound_how": "silence", "box_from": "0.5", "box_to": "1.5", "x": "10", "y": "10", "w": "50", "h": "50"}
	editor.submitTo(redact(0), plan, "#cuts")
	editor.expect(http.StatusOK)
	if job := h.waitForCut(t, file, exhibits[0].ID); job.State != models.JobDone {
		t.Fatalf("the job failed: %s", job.Why)
	}
	body := editor.raw(redact(0) + "/copy")
	if !bytes.Contains(body[:min(64, len(body))], []byte("ftyp")) || bytes.Contains(body, []byte("12.3456")) || editor.response.Header.Get("Content-Type") != "video/mp4" {
		t.Error("the copy isn't a film, or says where it was made")
	}
	editor.get(redact(0))
	editor.submit(redact(0), "form:has([name=seen])", nil)
	editor.get(redact(0))
	if editor.page.Find(".badge.good").Length() != 1 || editor.page.Find("[name=box_to][value='1.5']").Length() != 1 {
		t.Error("that somebody looked isn't kept, or the plan isn't shown")
	}
	look := file + "/look/" + string(exhibits[0].ID)
	second.get(look)
	stills, _ := second.page.Find(".stills").Html()
	if n := second.page.Find(".stills img").Length(); n != 6 {
		t.Fatalf("%d stills, want 6: %s", n, stills)
	}
	for _, side := range []string{"before", "after"} {
		if got := second.raw(look + "/still?at=1&side=" + side); !bytes.HasPrefix(got, []byte("\xFF\xD8")) {
			t.Errorf("no still %s", side)
		}
	}
	second.get(look)
	second.submit(look, "main form[method=post]", form{"fine": "yes"})
	second.expect(http.StatusOK)

	editor.submitTo(redact(1), plan, "#cuts")
	if job := h.waitForCut(t, file, exhibits[1].ID); job.State != models.JobFailed {
		t.Fatalf("a broken film is redacted: %s", job.State)
	}
	editor.get(redact(1))
	if !strings.Contains(editor.page.Text(), "can't be read") || editor.page.Find("[name=box_to][value='1.5']").Length() != 1 {
		t.Error("a failed job doesn't say why, or loses what was typed")
	}
}
