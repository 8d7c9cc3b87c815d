package models

// Licence is terms under which others may use what is published.
type Licence struct {
	ID   string // SPDX identifier (spdx.org/licenses)
	Name string // as people know it, in every language
	URL  string
}

// Licences are those that a platform may choose for its public texts and data; the first is the usual one.
// Pictures and recordings carry their own, which each editor writes.
var Licences = []Licence{
	{"CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"},
	{"CC-BY-SA-4.0", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"},
	{"CC-BY-NC-4.0", "CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"},
	{"CC-BY-ND-4.0", "CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"},
	{"CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"},
}

// NoLicence says that all rights are kept.
const NoLicence = "none"

// TextLicence is the licence of the public texts and data; nil when all rights are kept.
func (p Platform) TextLicence() *Licence {
	if p.Licence == "" {
		return &Licences[0]
	}
	for i, l := range Licences {
		if l.ID == p.Licence {
			return &Licences[i]
		}
	}
	return nil
}
