package report

import (
	"bytes"
	"testing"

	"loupe/models"
)

// FuzzReadEnvelope reads whatever a stranger may send as a sealed report.
func FuzzReadEnvelope(f *testing.F) {
	f.Add([]byte(`{"id":"aaaaaaaaaaaaaaaaaaaaaaaaaa","facts":{"categories":["KIL.1"],"urgent":true},"keys":[{"holder":"desk","desk_id":"b","generation":1,"sealed":"AAAA"}],"testimony":"AAAA","exhibits":["x"],"once":"y"}`))
	f.Add([]byte(`{"keys":[null,{}],"exhibits":null}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := readEnvelope(bytes.NewReader(body))
		if err != nil && models.KindOf(err) != models.Invalid {
			t.Errorf("refused as %s", models.KindOf(err))
		}
		if r.SubmitterID != "" || r.SealedAtEdge || r.Choice.DeskID != "" || r.Facts.OrganisationID != "" || r.Facts.SubmitterID != "" {
			t.Error("a stranger sets what is ours to say")
		}
	})
}
