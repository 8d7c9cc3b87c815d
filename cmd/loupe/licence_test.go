package main

import (
	"net/http"
	"strings"
	"testing"

	"loupe/models"
)

// TestTheTextsSayTheirLicence: the case, its data and its description for machines say under what terms the
// text may be used, as an admin chose; a platform that keeps all rights says nothing.
func TestTheTextsSayTheirLicence(t *testing.T) {
	h, at := demoHouse(t)
	ref := caseOf(t, h)
	admin, reader := signIn(t, at, "admin"), newBrowser(t, at)
	said := func() (page, linked, data string) {
		reader.get("/cases/" + ref)
		page, _ = reader.page.Find(".cite a[rel~=license]").Attr("href")
		linked = reader.page.Find("script[type='application/ld+json']").Text()
		_, data = fetch(t, http.MethodGet, at+"/api/v1/datapackage.json", nil)
		return page, linked, data
	}
	says := func(l *models.Licence) {
		t.Helper()
		page, linked, data := said()
		for _, other := range models.Licences {
			is := l != nil && *l == other
			if (page == other.URL) != is || strings.Contains(linked, `"license":"`+other.URL+`","`) != is || strings.Contains(data, `"`+other.ID+`"`) != is {
				t.Errorf("%s is said: %t expected; the page leads to %q", other.ID, is, page)
			}
		}
	}
	says(&models.Licences[0])
	admin.submitTo("/desk/admin/settings", form{"licence": "WTFPL"}, "main form")
	admin.expect(http.StatusUnprocessableEntity)
	admin.submitTo("/desk/admin/settings", form{"licence": models.Licences[1].ID}, "main form")
	admin.expect(http.StatusOK)
	says(&models.Licences[1])
	admin.submitTo("/desk/admin/settings", form{"licence": models.NoLicence}, "main form")
	says(nil)
}
