package collect

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// FuzzTusHeaders reads whatever a stranger may send as the headers of an upload.
func FuzzTusHeaders(f *testing.F) {
	f.Add("report YQ==,exhibit Yg==,kind cGhvdG8=", "10")
	f.Add("filename YQ==", "-1")
	f.Add("report", "+1")
	f.Add(",,, ,", "99999999999999999999")
	f.Add("kind 00N=", "0")                          // two spellings of the same bytes
	lines := strings.NewReplacer("\r", "", "\n", "") // a decoder passes over them; no header holds one
	f.Fuzz(func(t *testing.T, described, size string) {
		m, err := metadata(described)
		for key, value := range m {
			if err == nil && key != "report" && key != "exhibit" && key != "kind" {
				t.Errorf("%q was let in", key)
			}
			if err == nil && !strings.Contains(lines.Replace(described), base64.StdEncoding.EncodeToString([]byte(value))) && value != "" {
				t.Errorf("%q was made up", value)
			}
		}
		n, err := number(http.Header{"Upload-Length": {size}}, "Upload-Length")
		if back, _ := strconv.ParseInt(size, 10, 64); err == nil && (n < 0 || n != back) {
			t.Errorf("%q was read as %d", size, n)
		}
	})
}
