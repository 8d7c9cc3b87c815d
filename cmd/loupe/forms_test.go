package main

import (
	"net/http"
	"strings"
	"testing"

	"loupe/models"
)

const patrolForm = `<?xml version="1.0"?><h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Patrol sheet</h:title><model><instance><patrol id="patrol-2" version="7"><deviceid/><what/><narrative/><village/><ok/><meta><instanceID/></meta></patrol></instance><bind nodeset="/patrol/deviceid" type="string" jr:preload="property" jr:preloadParams="deviceid"/><bind nodeset="/patrol/what" type="string"/></model></h:head><h:body><input ref="/patrol/what"><label>What kind</label></input><input ref="/patrol/narrative"><label>What happened</label></input><input ref="/patrol/village"><label>Village</label></input><input ref="/patrol/ok"><label>Shoe size</label></input></h:body></h:html>`

// TestAFormOfTheirOwn takes an organisation's form: an admin says what its fields mean, phones are
// offered it, and what they send is read by that.
func TestAFormOfTheirOwn(t *testing.T) {
	inTheField(t, func(t *testing.T, f *field) {
		admin := newBrowser(t, f.url)
		admin.post("/sign-in", form{"email": "admin@field.example", "passphrase": adminPhrase})
		send := func(xml string) {
			t.Helper()
			admin.get("/desk/admin/forms")
			admin.upload("/desk/admin/forms", form{"csrf": admin.csrf()}, "form", "form.xml", []byte(xml))
		}
		for name, xml := range map[string]string{"not xml": "{}", "ours": strings.ReplaceAll(patrolForm, "patrol-2", "loupe-report"), "entities": strings.Replace(patrolForm, "<h:html", `<!DOCTYPE a [<!ENTITY b "c">]><h:html`, 1)} {
			if send(xml); admin.response.StatusCode != http.StatusUnprocessableEntity || admin.text(".error") == "" {
				t.Errorf("%s: %d", name, admin.response.StatusCode)
			}
		}
		send(patrolForm)
		page := admin.path
		if !strings.HasPrefix(page, "/desk/admin/forms/") || !strings.Contains(admin.page.Text(), "Shoe size") {
			t.Fatalf("%d at %s", admin.response.StatusCode, page)
		}
		admin.submit(page, "main form", form{"field-1": "category", "field-3": "category"})
		admin.expect(http.StatusUnprocessableEntity)
		admin.submit(page, "main form", form{"field-1": "category", "field-3": "place", "values": "category: beating = TOR.2\nnonsense"})
		admin.expect(http.StatusUnprocessableEntity)
		if !strings.Contains(admin.page.Find("#f-values").Text(), "nonsense") {
			t.Error("what was typed is lost")
		}
		admin.get(page)
		admin.submit(page, "main form", form{"field-1": "category", "field-3": "place", "values": "category: beating = TOR.2", "listed": "yes"})
		admin.at(page)

		p := &phone{t: t, url: f.url}
		p.username, p.password = makeDevice(t, f.monitor, "patrol phone")
		p.do(http.MethodGet, "/openrosa/formList", "", nil)
		if !strings.Contains(p.body, "patrol-2") || !strings.Contains(p.body, "Patrol sheet") {
			t.Error(p.body)
		}
		p.do(http.MethodGet, "/openrosa/forms/"+strings.TrimPrefix(page, "/desk/admin/forms/"), "", nil)
		if p.body != patrolForm {
			t.Errorf("%d: the form isn't what was uploaded", p.status)
		}
		filled := `<patrol id="patrol-2" version="7"><deviceid>356938035643809</deviceid><what>beating</what><narrative>They were beaten.</narrative><village>Upper Sedge</village><ok>43</ok><meta><instanceID>uuid:p1</instanceID></meta></patrol>`
		if p.submit(filled) != http.StatusCreated {
			t.Fatal(p.status, p.body)
		}
		o := f.opened(t, f.reports(t)[0].ID)
		if len(o.Facts.Categories) != 1 || o.Facts.Categories[0] != "TOR.2" || o.Testimony.Place != "Upper Sedge" || !strings.Contains(o.Testimony.Narrative, "Shoe size: 43") || strings.Contains(o.Testimony.Narrative, "356938035643809") || o.Facts.Consent != models.ConsentReviewers {
			t.Errorf("%+v %+v", o.Facts, o.Testimony)
		}
		if len(o.Exhibits) != 0 {
			t.Errorf("%d exhibits", len(o.Exhibits))
		}

		// A form that is sealed on the phone stays closed: it is kept as it came.
		sealed := `<data id="patrol-2" version="7" encrypted="yes" xmlns="http://www.opendatakit.org/xforms/encrypted"><base64EncryptedKey>a2V5</base64EncryptedKey><meta><instanceID>uuid:p2</instanceID></meta><encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>`
		if p.submit(sealed, file{"submission.xml.enc", []byte("opaque bytes")}) != http.StatusCreated || p.submit(sealed, file{"submission.xml.enc", []byte("opaque bytes")}) != http.StatusAccepted {
			t.Fatal(p.status, p.body)
		}
		if o := f.opened(t, f.reports(t)[0].ID); len(o.Exhibits) != 2 || !strings.Contains(o.Testimony.Narrative, "patrol-2") {
			t.Errorf("%d exhibits, %q", len(o.Exhibits), o.Testimony.Narrative)
		}
		// Taken off the list, it is taken from phones that have it still.
		admin.get(page)
		admin.do(http.MethodPost, page, "application/x-www-form-urlencoded", strings.NewReader("csrf="+admin.csrf()))
		p.do(http.MethodGet, "/openrosa/formList", "", nil)
		if strings.Contains(p.body, "patrol-2") {
			t.Error("it is offered still")
		}
		if p.submit(strings.Replace(filled, "uuid:p1", "uuid:p3", 1)) != http.StatusCreated {
			t.Error(p.status, p.body)
		}
	})
}
