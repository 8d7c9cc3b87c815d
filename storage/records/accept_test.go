package records_test

import (
	"testing"
	"time"

	"loupe/models"
)

func TestTheSameReportTwiceIsOne(t *testing.T) {
	eachDatabase(t, func(t *testing.T, s store) {
		r := models.SealedReport{ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", Once: "once", PublicKey: "p", ReplyKey: "r", Testimony: []byte("x"), Facts: models.Facts{Consent: models.ConsentPublic, Language: "en", ReceivedAt: time.Now()}}
		ev := models.Custody{ItemKind: models.ItemReport, ItemID: r.ID, Deed: models.DeedReportAccept, At: time.Now()}
		if already, err := s.AcceptReport(t.Context(), r, ev); already || err != nil {
			t.Fatalf("first: already %v, %v", already, err)
		}
		r.ID = "bbbbbbbbbbbbbbbbbbbbbbbbbb"
		if already, err := s.AcceptReport(t.Context(), r, ev); !already || err != nil {
			t.Fatalf("second: already %v, %v; want it to be there", already, err)
		}
		if entries, _, err := s.Custody(t.Context(), models.CustodyFilter{Deed: models.DeedReportAccept}); err != nil || len(entries) != 1 {
			t.Errorf("%d entries, %v; want one", len(entries), err)
		}
	})
}
