package collect

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"testing"
	"time"

	"loupe/models"
)

// FuzzContentRange reads what strangers say that comes: what is taken prints back the same and makes sense.
func FuzzContentRange(f *testing.F) {
	for _, s := range []string{"bytes 0-99/200", "bytes 0-0/*", "bytes 9-0/10", "bytes 99999999999999999999-1/2", "bytes -1-2/3", "bytes 0-1/1", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, ok := parseRange(s)
		if !ok {
			return
		}
		if r.first < 0 || r.first > r.last || r.last >= r.total {
			t.Errorf("%q is read as %+v", s, r)
		}
		if again, ok := parseRange(fmt.Sprintf("bytes %d-%d/%d", r.first, r.last, r.total)); !ok || again != r {
			t.Errorf("%q doesn't come back the same: %+v, %+v", s, r, again)
		}
	})
}

// FuzzSubmissionParts reads a multipart body up to its words: they are read or refused as a stranger's,
// never as a fault of ours.
func FuzzSubmissionParts(f *testing.F) {
	f.Add("x", []byte("--x\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; filename=\"a\"\r\n\r\n<data id=\"loupe-report\"><meta><instanceID>u</instanceID></meta></data>\r\n--x--\r\n"))
	f.Add("x", []byte("--x\r\nContent-Disposition: form-data; name=\"*isIncomplete*\"\r\n\r\nyes\r\n--x--\r\n"))
	f.Add("x", []byte("garbage"))
	f.Fuzz(func(t *testing.T, boundary string, body []byte) {
		parts := multipart.NewReader(bytes.NewReader(body), boundary)
		_, _, err := readWords(parts)
		if err != nil && models.KindOf(err) != models.Invalid && models.KindOf(err) != models.TooLarge {
			t.Errorf("refused as %s: %v", models.KindOf(err), err)
		}
		for range 10 {
			part, err := parts.NextPart()
			if err != nil {
				return
			}
			_, _ = io.Copy(io.Discard, part)
		}
	})
}

// TestCounts lets each count in once, in any near order.
func TestCounts(t *testing.T) {
	n, now := newCounts(), time.Unix(1772600000, 0)
	for i, try := range []struct {
		count uint32
		want  bool
	}{{0, false}, {1, true}, {1, false}, {3, true}, {2, true}, {2, false}, {100, true}, {30, false}, {99, true}, {99, false}, {1 << 31, true}, {100, false}} {
		if got := n.first("nonce", try.count, now); got != try.want {
			t.Errorf("try %d: count %d is let in: %t, want %t", i, try.count, got, try.want)
		}
	}
	if !n.first("another", 1, now) {
		t.Error("counts of another nonce are mixed")
	}
}
