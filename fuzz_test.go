package loupe_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestStrangersWordsAreFuzzed holds that the parsers of what strangers send are fuzzed by .ci/run, and that
// what it names is there.
func TestStrangersWordsAreFuzzed(t *testing.T) {
	script, err := os.ReadFile(".ci/run")
	if err != nil {
		t.Fatal(err)
	}
	run := map[string]bool{}
	for _, line := range regexp.MustCompile(`(?m)^fuzz (\S+) (.+) \d+$`).FindAllStringSubmatch(string(script), -1) {
		files, err := filepath.Glob(line[1] + "/*_test.go")
		if err != nil {
			t.Fatal(err)
		}
		var tests strings.Builder
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			tests.Write(text)
		}
		for name := range strings.FieldsSeq(line[2]) {
			run[name] = true
			if !strings.Contains(tests.String(), "func "+name+"(f *testing.F)") {
				t.Errorf(".ci/run fuzzes %s in %s, which isn't there", name, line[1])
			}
		}
	}
	for what, name := range map[string]string{"multipart": "FuzzReadForm", "multipart of phones": "FuzzSubmissionParts", "OpenRosa's XML": "FuzzParse", "Content-Range": "FuzzContentRange", "tus headers": "FuzzTusHeaders", "text messages": "FuzzReceive", "files of sites": "FuzzRead"} {
		if !run[name] {
			t.Errorf(".ci/run doesn't fuzz %s (%s)", what, name)
		}
	}
}
