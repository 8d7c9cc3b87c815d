package openrosa_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"loupe/models"
	"loupe/openrosa"
)

const foreign = `<aX7 id="incident" version="3" xmlns:orx="http://openrosa.org/xforms">
<start>2026-03-05T08:00:00.000+02:00</start><deviceid>860000000000001</deviceid>
<what><kind>shooting beating other</kind><story>They came at night.</story><more/></what>
<where><gps>4.5 21.25 0 8</gps><village>Bria</village><nation>RCA</nation></where>
<when>2026-03-04T22:30:00.000+02:00</when>
<person><name>A.</name><hurt>leg</hurt></person><person><name>B.</name><hurt>arm</hurt></person>
<share>yes_all</share><how>heard</how><number>about 4 people</number><danger>soon</danger><picture>1.jpg</picture>
<orx:meta><orx:instanceID>uuid:7</orx:instanceID><orx:instanceName>Bria 4 March</orx:instanceName></orx:meta></aX7>`

func TestAForeignFormIsReadByItsMapping(t *testing.T) {
	m := openrosa.Mapping{
		Fields: map[string]string{
			"category": "/aX7/what/kind", "narrative": "/aX7/what/story", "place": " /aX7/where/village ", "location": "/aX7/where/gps", "country": "/aX7/x:where/nation",
			"occurred_on": "/aX7/when", "victims": "/aX7/person/name", "consent": "/aX7/share", "how_known": "/aX7/how", "victims_count": "/aX7/number", "urgent": "/aX7/danger",
			"contact": "/aX7/absent", "nonsense": "/aX7/person/hurt",
		},
		Values: map[string]map[string]string{
			"category": {"shooting": "KIL.3", "beating": "TOR.2"}, "consent": {"yes_all": "public"}, "country": {"RCA": "CF"},
		},
		Labels: map[string]string{"/aX7/person/hurt": "Injury", "/aX7/how": "How do you know?"},
		Drop:   []string{"/aX7/deviceid", "/aX7/start"},
	}
	stored, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var again openrosa.Mapping
	if err := json.Unmarshal(stored, &again); err != nil || !reflect.DeepEqual(m, again) {
		t.Fatalf("doesn't survive being stored: %s, %v", stored, err)
	}
	facts, testimony, point := again.Read(parse(t, foreign))
	wantFacts := models.Facts{Channel: models.ChannelOpenRosa, Categories: []string{"KIL.3", "TOR.2"}, Country: "CF", Consent: models.ConsentPublic, Urgent: true}
	if !reflect.DeepEqual(facts, wantFacts) {
		t.Errorf("facts\ngot  %+v\nwant %+v", facts, wantFacts)
	}
	wantTestimony := models.Testimony{
		Narrative: strings.Join([]string{
			"They came at night.", "kind: shooting beating other", "when: 2026-03-04T22:30:00.000+02:00", "Injury: leg", "Injury: arm",
			"How do you know?: heard", "number: about 4 people", "danger: soon", "picture: 1.jpg",
		}, "\n"),
		Place: "Bria, 4.5, 21.25 (±8 m)", OccurredOn: "2026-03-04", Precision: models.DateDay, Victims: "A.\nB.", VictimsMin: 4, VictimsMax: 4,
	}
	if !reflect.DeepEqual(testimony, wantTestimony) {
		t.Errorf("testimony\ngot  %+v\nwant %+v", testimony, wantTestimony)
	}
	if point == nil || point.Lat != 4.5 {
		t.Errorf("got %+v", point)
	}
}

func TestAnEmptyMappingKeepsEveryAnswer(t *testing.T) {
	_, testimony, _ := openrosa.Mapping{}.Read(parse(t, foreign))
	want := "start: 2026-03-05T08:00:00.000+02:00\ndeviceid: 860000000000001\nkind: shooting beating other\nstory: They came at night.\ngps: 4.5 21.25 0 8"
	if !strings.HasPrefix(testimony.Narrative, want) || strings.Contains(testimony.Narrative, "uuid:7") || strings.Contains(testimony.Narrative, "more") {
		t.Errorf("got %s", testimony.Narrative)
	}
}

// TestOurOwnFormAsAForeignOne holds the two readers together: with every field mapped to itself, the
// mapping reads what Read does.
func TestOurOwnFormAsAForeignOne(t *testing.T) {
	s := submission(t, "category=TOR.1 KIL.2", "country=SL", "region=Kono", "site="+siteID, "place=Pit", "location=8.6 -10.9 0 5", "occurred_on=2026-03",
		"narrative=Words", "victims=V", "victims_count=2-4", "actors=A", "actor_type=police", "how_known=told", "link=none", "consent=public", "contact=C", "urgent=no", "language=kri")
	m := openrosa.Mapping{Fields: map[string]string{}}
	for _, name := range openrosa.Names {
		m.Fields[name] = "/data/" + name
	}
	f1, t1, p1 := openrosa.Read(s)
	f2, t2, p2 := m.Read(s)
	if !reflect.DeepEqual(f1, f2) || !reflect.DeepEqual(t1, t2) || !reflect.DeepEqual(p1, p2) {
		t.Errorf("got  %+v %+v %+v\nwant %+v %+v %+v", f2, t2, p2, f1, t1, p1)
	}
}

func TestLongAnswersGoToTheNarrative(t *testing.T) {
	long := strings.Repeat("é", openrosa.MaxWords+1)
	m := openrosa.Mapping{Fields: map[string]string{"narrative": "/data/n", "place": "/data/p", "victims": "/data/v", "contact": "/data/c", "site": "/data/s"}}
	_, testimony, _ := m.Read(submission(t, "n=Words", "p="+long, "v="+long, "v=short", "c="+long, "s="+long))
	if want := "Words\np: " + long + "\nv: " + long + "\nc: " + long + "\ns: " + long; testimony.Narrative != want {
		t.Errorf("got a narrative of %d bytes, want %d", len(testimony.Narrative), len(want))
	}
	if testimony.Place != "" || testimony.Victims != "short" || testimony.Contact != "" {
		t.Errorf("got %d, %q, %d", len(testimony.Place), testimony.Victims, len(testimony.Contact))
	}
}
