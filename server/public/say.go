package public

import (
	"loupe/models"
	"loupe/server/web"
)

// say is what the map's script needs of the page's language and of what has no place on the map. It
// stands in the page as data: the policy lets no script stand there.
type say struct {
	Words     map[string]string           `json:"words"`
	Outcomes  map[models.Outcome]string   `json:"outcomes"`
	Precision map[models.Precision]string `json:"precision"`
	Countries map[string]string           `json:"countries"`
	Unplaced  []Vague                     `json:"unplaced"`
}

// said are the texts of the script, by key.
var said = []string{
	"map.title", "map.in", "map.out", "map.close", "map.cases", "map.cluster", "map.here", "map.newest", "map.all_here",
	"map.within", "map.unplaced", "map.unplaced.text", "map.failed", "map.draw.hint",
}

func sayOf(p web.Page, lands []land, unplaced []Vague) say {
	out := say{Words: map[string]string{}, Outcomes: map[models.Outcome]string{}, Precision: map[models.Precision]string{}, Countries: map[string]string{}, Unplaced: unplaced}
	for _, l := range lands {
		if l.Code != "" {
			out.Countries[l.Code] = p.Country(l.Code)
		}
	}
	for _, key := range said {
		out.Words[key] = p.T(key, "Number", "#", "Km", "#", "Text", "#") // the script puts something for the mark
	}
	for _, o := range models.Outcomes {
		out.Outcomes[o] = p.T("outcome." + string(o))
	}
	for _, v := range models.Precisions {
		out.Precision[v] = p.T("precision." + string(v))
	}
	return out
}
