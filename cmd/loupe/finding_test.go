package main

import (
	"net/http"
	"strings"
	"testing"
)

// TestFindingsAtAnExhibit has one reviewer write a landmark down and another repeat it, through the
// front door: nobody repeats their own, and what is out of range is told and not lost.
func TestFindingsAtAnExhibit(t *testing.T) {
	_, at := demoHouse(t)
	first, second := signIn(t, at, "reviewer"), signIn(t, at, "reviewer2")
	exhibit := ""
	first.get("/desk/cases")
	for _, file := range first.hrefs("a[href^='/desk/cases/']") {
		first.get(file)
		if links := first.hrefs("ul.thumbs a[href^='/desk/exhibits/']"); len(links) > 0 {
			exhibit = links[0]
			break
		}
	}
	if exhibit == "" {
		t.Fatal("no case with an exhibit")
	}
	first.get(exhibit)
	first.submit(exhibit, "form[action$='/findings']", form{"x": "120", "y": "20", "lat": "1", "lon": "2", "text": "a mast on the ridge"})
	if first.expect(http.StatusUnprocessableEntity); !strings.Contains(first.page.Text(), "a mast on the ridge") {
		t.Error("a refused finding loses what was typed")
	}
	first.get(exhibit)
	first.submit(exhibit, "form[action$='/findings']", form{"x": "12", "y": "20", "lat": "1", "lon": "2", "text": "a mast on the ridge"})
	first.get(exhibit)
	if !strings.Contains(first.page.Find(".findings").Text(), "a mast on the ridge") || first.page.Find(".findings form").Length() != 0 {
		t.Error("the finding isn't there, or can be repeated by who made it")
	}
	second.get(exhibit)
	second.submit(exhibit, ".findings form", nil)
	second.get(exhibit)
	if !strings.Contains(second.page.Find(".findings").Text(), "repeated by") {
		t.Error("the repeat isn't shown")
	}
}
