package main

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"loupe/models"
)

// TestTheKeyboard does a piece of work by keys alone, in a browser: the keys are shown in a dialog that
// keeps the focus and that Escape closes; rows are walked, chosen and taken; and what was done to many or
// to one is taken back.
func TestTheKeyboard(t *testing.T) {
	h, site := demoHouse(t)
	b := &visit{t: t, ctx: newChrome(t).ctx, site: site}
	b.listen()
	b.signIn("reviewer@demo.example")
	b.do(chromedp.Navigate(site + "/desk?who=nobody"))

	b.press("?")
	b.until(`document.querySelector("dialog#keys").open`)
	b.look("keys", "/desk", 1440)
	for range 3 {
		b.press(kb.Tab)
		if !evaluate[bool](b, `document.activeElement === document.body || document.querySelector("#keys").contains(document.activeElement)`) {
			t.Error("the focus leaves the dialog")
		}
	}
	b.press("j")
	if evaluate[bool](b, `document.querySelector(".queue > .at") !== null`) {
		t.Error("a key works behind the dialog")
	}
	b.press(kb.Escape)
	b.until(`!document.querySelector("dialog#keys").open`)

	b.press("jjjkx") // the second row
	second := evaluate[string](b, `document.querySelectorAll(".queue > li")[1].querySelector("input").value`)
	if got := evaluate[string](b, `[...document.querySelectorAll(".queue input:checked")].map(i => i.value).join()`); got != second {
		t.Fatalf("j j j k x chooses %q, want the second row", got)
	}
	state := func() models.ReportState {
		row, err := h.records.Report(t.Context(), models.ID(second))
		if err != nil {
			t.Fatal(err)
		}
		return row.State
	}
	b.press("a")
	b.until(`location.pathname === "/desk/bulk" && document.querySelector("[data-key=z]") !== null`)
	if s := state(); s != models.ReportTaken {
		t.Errorf("a leaves the report %s", s)
	}
	b.look("keys", "/desk/bulk", 360)
	b.press("z")
	b.until(`document.querySelector("[data-key=z]") === null`)
	if s := state(); s != models.ReportReceived {
		t.Errorf("taken back, the report is %s", s)
	}

	b.do(chromedp.Navigate(site + "/desk/reports/" + second))
	b.press("a")
	b.until(`document.querySelector(".flash [data-key=z]") !== null`)
	b.look("keys", "/desk/reports", 360)
	b.press("z")
	b.until(`document.querySelector(".flash [data-key=z]")?.form.action.endsWith("/take")`)
	if s := state(); s != models.ReportReceived {
		t.Errorf("taken back, the report is %s", s)
	}
	b.press("z") // and forward again
	b.until(`document.querySelector(".flash [data-key=z]")?.form.action.endsWith("/release")`)
	evaluate[bool](b, `(() => { const f = document.querySelector("form[action$='/close']"); f.querySelector("[value=duplicate]").checked = true; f.requestSubmit(); return true })()`)
	b.until(`document.querySelector(".flash [data-key=z]")?.form.action.endsWith("/reopen")`)
	b.press("z")
	b.until(`document.querySelector("form[action$='/release']") !== null`)
	if s := state(); s != models.ReportTaken {
		t.Errorf("reopened by who had it, the report is %s, want it back in their hands", s)
	}
}

// press types keys at whatever has the focus.
func (b *visit) press(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// until waits for something on the page, whichever page is there by then.
func (b *visit) until(condition string) {
	b.t.Helper()
	for range 200 {
		if ok, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && Boolean(`+condition+`)`)); err == nil && ok {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.t.Fatalf("it never holds: %s", condition)
}
