package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"image/jpeg"
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

// smallSound makes two seconds of a tone as a phone's recorder does.
func smallSound(t *testing.T, program string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "voice.m4a")
	if out, err := exec.Command(program, "-y", "-loglevel", "error", "-f", "lavfi", "-i", "sine=frequency=500:duration=2", path).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sound
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

	playedByAStranger(t, h, at, file, exhibits[0].ID, film, program)

	editor.submitTo(redact(1), plan, "#cuts")
	if job := h.waitForCut(t, file, exhibits[1].ID); job.State != models.JobFailed {
		t.Fatalf("a broken film is redacted: %s", job.State)
	}
	editor.get(redact(1))
	if !strings.Contains(editor.page.Text(), "can't be read") || editor.page.Find("[name=box_to][value='1.5']").Length() != 1 {
		t.Error("a failed job doesn't say why, or loses what was typed")
	}
}

// playedByAStranger publishes a case with its redacted film, plays it as anybody would, in ranges as players ask
// for them, looks for what was taken out of it, and withdraws it.
func playedByAStranger(t *testing.T, h *house, at, file string, exhibit models.ID, original []byte, program string) {
	reviewer, editor := signIn(t, at, "reviewer"), signIn(t, at, "editor")
	still := stillOfItsOwn(t, reviewer, editor, file, exhibit)
	reviewer.get(file)
	reviewer.submit(file, "form[action$='/propose']", form{"outcome": "contested", "reason": "two tell it differently"})
	editor.get(file)
	editor.submit(file, "form[action$='/confirm']", form{"note": "agreed"})
	id := string(exhibit)
	editor.submitTo(file+"/publication", form{
		"title": "A film from the fence", "summary": "What the fence looked like.", "account": "A film shows it.", "category": "TOR.1", "place_precision": "country", "occurred_on": "2026-03-04", "occurred_precision": "month",
		"how_verified": "Looked at twice.", "sources": "1", "show_" + id: "yes", "caption_" + id: "The fence", "alt_" + id: "A white fence", "license_" + id: "CC BY 4.0",
		"show_" + still: "yes", "caption_" + still: "The fence at the first second", "alt_" + still: "A still of a white fence", "license_" + still: "CC BY 4.0",
	}, "#draft")
	editor.get(file + "/publication")
	editor.submit(file+"/publication", "form[action$='/publish']", nil)
	editor.expect(http.StatusOK)
	editor.get(file + "/publication")
	page := editor.href("main a[href^='/cases/LP-']")

	reader := newBrowser(t, at)
	reader.get(page)
	player := reader.page.Find("video[controls]")
	src := at + player.AttrOr("src", "")
	if player.Length() != 1 || player.AttrOr("aria-label", "") != "A white fence" {
		t.Fatalf("a stranger isn't shown the film: %s", reader.text("main"))
	}
	public := strings.Split(strings.TrimPrefix(src, at+"/exhibits/"), "/")[0]
	figure := reader.page.Find("figure:has(img)")
	if to := figure.Find("a[href='#x-" + public + "']"); to.Length() != 1 || !strings.Contains(figure.Text(), "Still of a recording, at 0:01") || strings.Contains(string(reader.body), still) || strings.Contains(string(reader.body), id) {
		t.Errorf("the still's figure says %s", figure.Text())
	}
	if _, said := fetch(t, http.MethodGet, at+"/api/v1"+page, nil); !strings.Contains(said, fmt.Sprintf(`"still":{"recording":%q,"seconds":1}`, public)) {
		t.Errorf("the API doesn't say what the still is of: %s", said)
	}
	picture, _ := figure.Find("img").Attr("src")
	whole, body := fetch(t, http.MethodGet, src, nil)
	if whole.StatusCode != http.StatusOK || whole.Header.Get("Content-Type") != "video/mp4" || whole.Header.Get("Accept-Ranges") != "bytes" {
		t.Fatalf("%d %v", whole.StatusCode, whole.Header)
	}
	if sum := sha256.Sum256([]byte(body)); !strings.Contains(reader.page.Text(), hex.EncodeToString(sum[:])) {
		t.Error("the page tells another digest")
	}
	var parts strings.Builder
	for from := 0; from < len(body); from += 5000 {
		to := min(from+5000, len(body)) - 1
		r, part := fetch(t, http.MethodGet, src, map[string]string{"Range": fmt.Sprintf("bytes=%d-%d", from, to)})
		if want := fmt.Sprintf("bytes %d-%d/%d", from, to, len(body)); r.StatusCode != http.StatusPartialContent || r.Header.Get("Content-Range") != want {
			t.Fatalf("a range is answered with %d %q, want %q", r.StatusCode, r.Header.Get("Content-Range"), want)
		}
		parts.WriteString(part)
	}
	if _, end := fetch(t, http.MethodGet, src, map[string]string{"Range": "bytes=-100"}); parts.String() != body || end != body[len(body)-100:] {
		t.Error("the ranges aren't the film")
	}
	if r, _ := fetch(t, http.MethodGet, src, map[string]string{"Range": fmt.Sprintf("bytes=%d-", len(body))}); r.StatusCode != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("a range behind the end is answered with %d", r.StatusCode)
	}

	// Nothing is left of what the phone wrote, of its frames, and of the first second's sound.
	if strings.Contains(body, "12.3456") || strings.Contains(body, "023.4567") {
		t.Error("the film says where it was made")
	}
	box := bytes.Index(original, []byte("mdat")) - 4
	media := original[box+8:][:binary.BigEndian.Uint32(original[box:])-8]
	for from := 0; from+32 < len(media); from += 32 {
		if piece := media[from : from+32]; len(bytes.Trim(piece, string(piece[:1]))) > 0 && strings.Contains(body, string(piece)) {
			t.Fatalf("bytes of the original at %d are in it", from)
		}
	}
	heard := exec.CommandContext(t.Context(), program, "-loglevel", "error", "-f", "mp4", "-i", "pipe:0", "-map", "0:a", "-ac", "1", "-ar", "8000", "-f", "s8", "pipe:1")
	heard.Stdin = strings.NewReader(body)
	sound, err := heard.Output()
	if err != nil || len(sound) < 15000 {
		t.Fatalf("%d samples, %v", len(sound), err)
	}
	loudest := func(from, to int) (most int) {
		for _, v := range sound[from:to] {
			most = max(most, int(int8(v)), -int(int8(v)))
		}
		return most
	}
	if cut, kept := loudest(0, 7500), loudest(9500, 14000); cut > 1 || kept < 4 {
		t.Errorf("the silence is as loud as %d, what stays as %d", cut, kept)
	}

	editor.get(file + "/publication")
	editor.submit(file+"/publication", "form[action$='/withdraw']", form{"reason": string(models.WithdrawnSafety)})
	editor.expect(http.StatusOK)
	reader.get(page)
	if reader.expect(http.StatusGone); reader.page.Find("video").Length() != 0 {
		t.Error("what was withdrawn is shown")
	}
	for _, header := range []map[string]string{nil, {"Range": "bytes=0-99"}, {"If-None-Match": whole.Header.Get("Etag")}} {
		if r, _ := fetch(t, http.MethodGet, src, header); r.StatusCode != http.StatusNotFound && r.StatusCode != http.StatusGone {
			t.Errorf("the film is still answered with %d, asked with %v", r.StatusCode, header)
		}
	}
	if r, _ := fetch(t, http.MethodGet, at+picture, nil); r.StatusCode != http.StatusNotFound && r.StatusCode != http.StatusGone {
		t.Errorf("the still is still answered with %d", r.StatusCode)
	}
	if err := h.objects.List(t.Context(), "public/"+public, func(key string, _ int64) error {
		t.Errorf("%s is still kept", key)
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// stillOfItsOwn keeps a still of a film and redacts it by a plan of its own, which leaves the film's as it is, and
// gives the still's id.
func stillOfItsOwn(t *testing.T, reviewer, editor *browser, file string, film models.ID) string {
	exhibit, redact := "/desk/exhibits/"+string(film), file+"/redact/"
	reviewer.get(exhibit)
	reviewer.submit(exhibit, "#still", form{"at": "0:01"})
	reviewer.expect(http.StatusOK)
	editor.get(redact + string(film))
	still := strings.TrimPrefix(editor.href("#stills a"), redact)
	editor.submitTo(redact+still, form{"x": "0", "y": "0", "w": "100", "h": "50", "checked": "yes"}, "#boxes")
	editor.expect(http.StatusOK)
	editor.get(redact + still)
	if src := editor.page.Find(".redact img").AttrOr("src", ""); src != exhibit+"/stills/1000" || !strings.Contains(editor.text("main"), "Still of a recording, at 0:01") {
		t.Errorf("the still's page shows %q before", src)
	}
	img, err := jpeg.Decode(bytes.NewReader(editor.raw(redact + still + "/copy")))
	if err != nil {
		t.Fatal(err)
	}
	bright := func(y int) uint32 { r, _, _, _ := img.At(img.Bounds().Dx()/2, y).RGBA(); return r }
	if bright(5) > 0x1000 || bright(img.Bounds().Dy()-5) < 0xe000 {
		t.Error("the still isn't black where its plan says, and white elsewhere")
	}
	reviewer.submitTo(file+"/look/"+still, form{"fine": "yes"}, "main form[method=post]")
	reviewer.expect(http.StatusOK)
	reviewer.get(file + "/look/" + string(film))
	if reviewer.page.Find(".badge.good").Length() != 1 {
		t.Error("what was said of the film's redaction is gone")
	}
	other := signIn(t, reviewer.base, "reviewer3")
	other.get(file + "/look/" + still + "/copy")
	other.expect(http.StatusNotFound)
	return still
}
