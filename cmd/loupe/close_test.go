package main

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"loupe/internal/testkit"
)

// TestAClosedHouseLeavesNothingBehind opens houses, serves from them and closes them: no goroutine of theirs stays.
// One that did would hold its house, with all that is in memory, for as long as the process lives.
func TestAClosedHouseLeavesNothingBehind(t *testing.T) {
	t.Run("sqlite and a folder", func(t *testing.T) { leavesNothing(t, settings{Data: t.TempDir()}) })
	t.Run("postgres and s3", func(t *testing.T) {
		leavesNothing(t, settings{Data: t.TempDir(), Database: testkit.Postgres(t), Objects: testkit.S3(t)})
	})
}

func leavesNothing(t *testing.T, s settings) {
	s.Listen, s.OpsListen = "127.0.0.1:0", "127.0.0.1:0"
	live := func() {
		h, err := open(t.Context(), &s, quiet())
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		err = serve(ctx, &s, h, quiet(), func(address string) {
			defer stop()
			answer, err := http.Get(address + "/setup")
			if err != nil {
				t.Error(err)
				return
			}
			_ = answer.Body.Close()
		})
		if err != nil {
			t.Error(err)
		}
		if err := h.close(); err != nil {
			t.Error(err)
		}
		http.DefaultClient.CloseIdleConnections()
	}
	live() // what is read once for the process
	before := runtime.NumGoroutine()
	for range 4 {
		live()
	}
	for range 200 { // connections end in their own time
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	t.Errorf("%d goroutines after four houses more, want %d:\n%s", runtime.NumGoroutine(), before, strings.TrimSpace(string(stacks)))
}
