package main

import (
	"crypto/rand"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loupe/models"
	"loupe/review"
)

// waiting lists what waits for a person, one by one.
func waiting(t *testing.T, h *house, by models.Person) (list []models.Notice) {
	t.Helper()
	groups, err := h.Review.Notices(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		list = append(list, g.Rows...)
	}
	return list
}

// TestNotices: what waits of one kind on one desk is one line with its number, which leads to the queue's
// view of them; a group is marked as read up to what was seen of it; what was dealt with, or has left for
// another desk, isn't counted.
func TestNotices(t *testing.T) {
	eachHouse(t, func(t *testing.T, h *house) {
		ctx, by := t.Context(), h.as(t, "reviewer")
		if err := h.Review.ReadNoticeGroup(ctx, by.Person, models.NoticeGroup{Newest: time.Now()}); err != nil {
			t.Fatal(err)
		}
		start := time.Now().UTC().Truncate(time.Second)
		tell := func(kind models.NoticeKind, item models.ID, after int) {
			t.Helper()
			id, _ := models.NewID(rand.Reader)
			if err := h.records.AddNotices(ctx, []models.Notice{{ID: id, PersonID: by.ID, Kind: kind, ItemKind: models.ItemReport, ItemID: item, At: start.Add(time.Duration(after) * time.Millisecond)}}); err != nil {
				t.Fatal(err)
			}
		}
		var ids []models.ID
		for i := range 23 {
			ids = append(ids, h.tell(t, "late", models.Facts{Categories: []string{"KIL.1"}, Country: "XM"}))
			tell(models.NoticeOverdue, ids[i], i)
		}
		tell(models.NoticeMention, ids[0], 100)
		server := httptest.NewServer(h.handler)
		defer server.Close()
		b := signIn(t, server.URL, "reviewer")
		want := func(when string, overdue, all int) {
			t.Helper()
			groups, err := h.Review.Notices(ctx, by.Person)
			if err != nil {
				t.Fatal(err)
			}
			got, sum := 0, 0
			for _, g := range groups {
				if sum += g.Count; g.Kind == models.NoticeOverdue {
					got += g.Count
				}
				if len(g.Rows) > 20 {
					t.Errorf("%s: %d are listed one by one", when, len(g.Rows))
				}
			}
			if n, err := h.Review.NoticeCount(ctx, by.Person); err != nil || n != all || sum != all || got != overdue {
				t.Errorf("%s: %d counted, %d in groups, %d overdue; want %d and %d: %v", when, n, sum, got, all, overdue, err)
			}
			b.get("/desk/notices")
			if text := b.text("header a[href='/desk/notices']"); all > 0 && !strings.Contains(text, fmt.Sprint(all)) {
				t.Errorf("%s: the header says %q, want %d", when, text, all)
			}
		}
		want("at first", 23, 24)
		if rows := b.page.Find(".queue > li").Length(); rows != 2 {
			t.Errorf("%d lines, want one of each kind", rows)
		}
		row, err := h.records.Report(ctx, ids[0])
		if err != nil {
			t.Fatal(err)
		}
		list := "/desk?desk=" + string(row.DeskID) + "&overdue=1"
		if title := b.text("a.title[href='" + list + "']"); title != "23 reports are overdue" {
			t.Errorf("the line says %q", title)
		}

		// Opened, closed, handed over: each is one less.
		if _, err := h.Review.Report(ctx, by, ids[22]); err != nil {
			t.Fatal(err)
		}
		if err := h.Review.Take(ctx, by.Person, ids[1]); err != nil {
			t.Fatal(err)
		}
		if err := h.Review.Close(ctx, by.Person, ids[1], models.ClosedOutOfScope, "", ""); err != nil {
			t.Fatal(err)
		}
		if err := h.Review.Route(ctx, review.Reader(by), ids[2], h.as(t, "reviewer3").Desks[0]); err != nil {
			t.Fatal(err)
		}
		b.get("/desk/notices")
		group := b.page.Find("form:has(input[name=kind][value=overdue])")
		mark := form{"csrf": b.csrf(), "kind": "overdue", "desk": group.Find("[name=desk]").AttrOr("value", ""), "until": group.Find("[name=until]").AttrOr("value", "")}
		opened := len(waiting(t, h, by.Person))
		if opened == 0 {
			t.Fatal("nothing waits")
		}
		tell(models.NoticeOverdue, ids[22], 200)
		b.post("/desk/notices", mark)
		want("after marking the group as it was seen", 1, 2)
		b.post("/desk/notices", form{"csrf": b.csrf(), "until": fmt.Sprint(start.Add(time.Second).UnixMicro())})
		want("after marking all", 0, 0)
		b.post("/desk/notices", form{"csrf": b.csrf()})
		b.expect(422)
	})
}
