package main

import (
	"net/http"
	"testing"

	"loupe/models"
)

// TestLeavingLeadsWhereAnAdminSays changes where "leave quickly" leads, and keeps it to whole https addresses.
func TestLeavingLeadsWhereAnAdminSays(t *testing.T) {
	_, at := demoHouse(t)
	admin, source := signIn(t, at, "admin"), newBrowser(t, at)
	leads := func() string {
		source.get("/report")
		return source.href(".leave")
	}
	if got := leads(); got != models.LeaveTo {
		t.Errorf("it leads to %q at first", got)
	}
	for _, bad := range []string{"javascript:alert(1)", "http://weather.example/", "https://", "weather", "https://name:word@weather.example/"} {
		admin.submitTo("/desk/admin/settings", form{"leave_to": bad}, "main form")
		admin.expect(http.StatusUnprocessableEntity)
		if got, _ := admin.page.Find("[name=leave_to]").Attr("value"); got != bad {
			t.Errorf("what was typed comes back as %q", got)
		}
	}
	admin.submitTo("/desk/admin/settings", form{"leave_to": "https://weather.example/today"}, "main form")
	admin.expect(http.StatusOK)
	if got := leads(); got != "https://weather.example/today" {
		t.Errorf("it leads to %q", got)
	}
	admin.submitTo("/desk/admin/settings", form{"leave_to": ""}, "main form")
	if got := leads(); got != models.LeaveTo {
		t.Errorf("emptied, it leads to %q", got)
	}
}
