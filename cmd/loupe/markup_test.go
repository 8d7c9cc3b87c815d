package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"loupe/demo"
	"loupe/internal/testkit"
)

// TestMarkup holds pages, as they are sent to each of their people, to the HTML standard, by a validator that
// isn't ours.
func TestMarkup(t *testing.T) {
	validator := testkit.Program(t, "html-validate")
	rules, err := filepath.Abs(filepath.Join("..", "..", "tools", "web", "html-validate.json"))
	if err != nil {
		t.Fatal(err)
	}
	h, site := demoHouse(t)
	ref := caseOf(t, h)
	pages := []string{"--config", rules, "--formatter", "text"}
	dir := t.TempDir()
	for who, paths := range map[string]string{
		"":         "/ /cases /cases?q=guards /cases?country=ZZ /cases/{ref} /cases/{ref}/v/1 /verify /verify?digest=hello /embed/cases/{ref} /embed/map /map /sites /sites/ngoro-pit-xm /method /corrections /api /report /report/about/{ref} /report/receipt /report/return /sign-in /recover /nothing-here /figures /dossiers /dossiers/what-the-word-conflict-diamond-leaves-out /brief /press",
		"reviewer": "/desk /desk?who=nobody /desk/cases /desk/notices /desk/ready /desk/figures /desk?words=guards /account /account/wake >/desk?state=triage >/desk/cases?state=verifying",
		"editor":   "/desk/journalists /desk/dossiers >/desk/cases?state=decided&publication=published",
		"lead":     "/desk /desk/openings /account/recovery",
		"monitor":  "/monitor /monitor/report /monitor/devices >/monitor",
		"admin":    "/desk/admin/people /desk/admin/desks /desk/admin/rules /desk/admin/rules/form /desk/admin/sites /desk/admin/sites/import /desk/admin/settings /desk/admin/devices /desk/admin/forms /desk/admin/sms",
		"auditor":  "/desk/audit",
	} {
		b := newBrowser(t, site)
		if who != "" {
			b.post("/sign-in", form{"email": who + "@demo.example", "passphrase": demo.Passphrase})
		}
		for i, path := range strings.Fields(strings.ReplaceAll(paths, "{ref}", ref)) {
			if list, ok := strings.CutPrefix(path, ">"); ok { // the first of a list
				b.get(list)
				path = b.href(".queue a.title")
			}
			name := filepath.Join(dir, fmt.Sprintf("%s-%d.html", who, i))
			if err := os.WriteFile(name, b.raw(path), 0o600); err != nil {
				t.Fatal(err)
			}
			pages = append(pages, name)
		}
	}
	if out, err := exec.CommandContext(t.Context(), validator, pages...).CombinedOutput(); err != nil {
		t.Errorf("%v: %.8000s", err, out)
	}
}
