package main

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestReadmeCommands runs the first command that the README gives a newcomer, as it stands there, and
// looks at what it promises: an address that answers, and accounts to try.
func TestReadmeCommands(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(readme), -1)
	if len(blocks) < 2 || !strings.Contains(blocks[1][1], "go test ./...") {
		t.Fatal("the README's first two commands aren't demo and test")
	}
	accounts := filepath.Join(t.TempDir(), "accounts.json")
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	c := exec.CommandContext(ctx, "sh", "-c", "exec env "+strings.TrimSpace(blocks[0][1])+" --accounts "+accounts)
	c.Dir = "../.."
	c.Env = append(os.Environ(), "LOUPE_LISTEN=127.0.0.1:0")
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL); _ = c.Wait() }()
	lines := bufio.NewScanner(out)
	address, shown := "", 0
	for lines.Scan() && !strings.Contains(lines.Text(), "Ctrl-C") {
		if m := regexp.MustCompile(`http://\S+[0-9]`).FindString(lines.Text()); m != "" {
			address = m
		}
		if strings.Contains(lines.Text(), "@demo.example") {
			shown++
		}
	}
	r, err := http.Get(address + "/cases")
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v", address, err)
	}
	_ = r.Body.Close()
	text, err := os.ReadFile(accounts)
	if err != nil {
		t.Fatal(err)
	}
	var list []map[string]any
	if err := json.Unmarshal(text, &list); err != nil || len(list) != shown || shown == 0 {
		t.Fatalf("%d accounts written, %d shown, %v", len(list), shown, err)
	}
	for _, key := range []string{"name", "email", "passphrase", "roles", "desks"} {
		if _, ok := list[0][key]; !ok || slices.ContainsFunc(list, func(a map[string]any) bool { return a["passphrase"] == "" }) {
			t.Errorf("an account lacks %s", key)
		}
	}
}
