package i18n_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
)

// values are what stands behind a beginning in keys that are put together at run time.
var values = map[string]string{
	"act.group.":                  "KIL TOR SEX LIB LAB CHI DIS MOV PRO TAX ARM ENV TRA CIV",
	"outcome.":                    "unassessed corroborated verified contested unverifiable refuted",
	"outcome.*.meaning":           "unassessed corroborated verified contested unverifiable refuted",
	"state.":                      "received triage joined closed verifying proposed decided merged cleared private published corrected withdrawn",
	"closing.":                    "duplicate out_of_scope",
	"precision.":                  "exact site district region country",
	"dateprecision.":              "day month year unknown",
	"grade.source.":               "A B C D E F",
	"grade.source.*.meaning":      "A B C D E F",
	"grade.information.":          "1 2 3 4 5 6",
	"grade.information.*.meaning": "1 2 3 4 5 6",
	"consent.":                    "public anonymous reviewers",
	"consent.*.hint":              "public anonymous reviewers",
	"priority.":                   "urgent high normal low",
	"role.":                       "monitor reviewer editor admin auditor",
	"channel.":                    "web monitor openrosa tella sms",
	"severity.":                   "critical high medium low",
	"exhibitkind.":                "photo audio video document other",
	"check.":                      "provenance integrity location time content corroboration safety",
	"check.*.hint":                "provenance integrity location time content corroboration safety",
	"answer.":                     "pass fail not_possible not_applicable",
	"withdrawal.":                 "safety error consent legal",
	"personrole.":                 "victim witness perpetrator other",
	"protection.":                 "public partners desk restricted",
	"case.stance.":                "supports contradicts silent",
	"desk.near.":                  "bytes photo place words",
	"account.digest.":             "0 1 24 168",
	"notice.":                     "overdue escalated second sent_back confirmed mention task answer assigned",
	"desk.escalated.":             "1 2",
	"kp.":                         "today asked neither",
	"link.":                       "extraction transport trade export site_security none",
	"source.":                     "victim eyewitness relative told service_provider document",
	"common.month.":               "1 2 3 4 5 6 7 8 9 10 11 12",
	"common.bytes.":               "b kb mb gb tb",
	"routing.why.":                "country region site category language organisation channel urgent restricted photos",
	"routing.why.*_not":           "country region site category language organisation channel urgent restricted",
	"routing.why.*_said":          "country region site category language organisation channel",
	"routing.why.*_unsaid":        "country region site category language organisation channel",
	"routing.error.unknown_":      "country category language channel site organisation desk person",
	"routing.strategy.":           "least-loaded round-robin none named",
}

func TestComposedKeysExist(t *testing.T) {
	l := load(t).Localizer("en")
	check := func(key string) {
		if !l.Has(key) {
			t.Errorf("no English message for %s", key)
		}
	}
	for form, list := range values {
		for _, value := range strings.Fields(list) {
			if before, after, ok := strings.Cut(form, "*"); ok {
				check(before + value + after)
			} else {
				check(form + value)
			}
		}
	}
	file, err := os.Open("../models/acts.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		check("act." + row[0])
	}
}
