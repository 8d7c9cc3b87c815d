package demo

import "loupe/models"

// country is a user-assigned code of ISO 3166-1: no state has it.
const country = "XM"

var deskNames = []string{"Central desk", "River desk", "Protected desk"}

var organisations = []string{"Kasoria Mine Watch", "Oru Valley Monitors", "Teluma Legal Clinic"}

type person struct {
	name, email string
	roles       []string
	desks       []string
}

// leadEmail is of who leads the protected desk without being named for what is restricted there.
const leadEmail = "lead@demo.example"

// The first is the admin.
var cast = []person{
	{"Adama Reyo", "admin@demo.example", []string{"admin"}, nil},
	{"Nadifa Oruta", "reviewer@demo.example", []string{"reviewer"}, []string{"Central desk", "River desk"}},
	{"Benoit Kasu", "reviewer2@demo.example", []string{"reviewer"}, []string{"Central desk", "River desk", "Protected desk"}},
	{"Imani Telu", "editor@demo.example", []string{"editor", "reviewer"}, []string{"Central desk", "River desk", "Protected desk"}},
	{"Sefu Maro", "reviewer3@demo.example", []string{"reviewer"}, []string{"River desk"}},
	{"Lucia Vembe", "editor2@demo.example", []string{"editor"}, []string{"River desk"}},
	{"Joana Piri", "protected@demo.example", []string{"reviewer"}, []string{"Protected desk"}},
	{"Hawa Doreni", leadEmail, []string{"reviewer"}, []string{"Protected desk"}},
	{"Tomas Adeke", "monitor@demo.example", []string{"monitor"}, nil},
	{"Ruth Sanda", "monitor2@demo.example", []string{"monitor"}, nil},
	{"Olivier Nkoro", "auditor@demo.example", []string{"auditor"}, nil},
}

const ruleText = `restricted -> desk "Protected desk", escalation "Central desk", priority urgent, due 24h
region in ("Oru Valley","Sambe Delta") and category in ("KIL.1","TOR.1","TOR.2","LIB.1") -> desk "River desk" then "Central desk", priority high, due 48h
region in ("Oru Valley","Sambe Delta") -> desk "River desk" then "Central desk", priority normal, due 7d
urgent -> desk "Central desk", priority urgent, due 24h
otherwise -> desk "Central desk", priority normal, due 7d`

// sites are invented, in the invented country of Kasoria.
func sites() []models.Site {
	list := []struct {
		name, region string
		lat, lon     float64
		kind         string
	}{
		{"Ngoro Pit", "Teluma Plateau", -7.412, 22.185, "alluvial, artisanal"},
		{"Kasi Terraces", "Teluma Plateau", -7.655, 22.467, "alluvial, semi-industrial"},
		{"Mubale Kimberlite", "Teluma Plateau", -7.903, 22.021, "kimberlite, industrial"},
		{"Old Fort Diggings", "Teluma Plateau", -7.288, 22.731, "alluvial, artisanal"},
		{"Red Bank", "Oru Valley", -6.512, 23.104, "alluvial, artisanal"},
		{"Oru Bend", "Oru Valley", -6.734, 23.361, "river dredging"},
		{"Three Palms", "Oru Valley", -6.298, 23.522, "alluvial, artisanal"},
		{"Lomba Crossing", "Oru Valley", -6.871, 23.018, "trading point"},
		{"Sambe Mouth", "Sambe Delta", -5.932, 24.203, "river dredging"},
		{"Heron Island", "Sambe Delta", -5.784, 24.466, "alluvial, artisanal"},
		{"Tidal Flats", "Sambe Delta", -5.611, 24.318, "marine gravels"},
		{"Viru Hill", "Northern Marches", -5.117, 22.602, "alluvial, artisanal"},
		{"Border Post Nine", "Northern Marches", -4.866, 22.905, "trading point"},
		{"Salt Road Pits", "Northern Marches", -4.975, 23.344, "alluvial, artisanal"},
		{"Quarry of the Widows", "Northern Marches", -5.248, 23.071, "alluvial, artisanal"},
		{"Camp Fourteen", "Northern Marches", -5.402, 22.288, "semi-industrial"},
	}
	var out []models.Site
	for _, s := range list {
		out = append(out, models.Site{Name: s.name, Country: country, Region: s.region, Kind: s.kind, Lat: s.lat, Lon: s.lon, Precision: models.PrecisionSite, Source: "invented for the demonstration", Invented: true})
	}
	return out
}
