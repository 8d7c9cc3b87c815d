package collect

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"

	"loupe/models"
	"loupe/openrosa"
	"loupe/people"
)

// offer is a form that phones can fetch.
type offer struct {
	key     string // in its address
	id      string // form id
	title   string
	version string
	xml     []byte
	files   map[string][]byte // that the form shows
}

const (
	// withSites is the report form whose sites come as a file of their own.
	withSites = openrosa.ReportID + "-sites"
	sitesFile = "sites.csv"
	// fewSites stand in the form itself. More would make it slow on a cheap phone, and some apps
	// fetch no files: those get a form in which a site is written.
	fewSites = 250
)

// offers lists the forms that phones can fetch: our own, made anew from the web form's words and
// choices, and those that an admin uploaded.
func (d *Door) offers(ctx context.Context) ([]offer, error) {
	platform, err := d.web.Platform(ctx)
	if err != nil {
		return nil, err
	}
	sites, err := d.intake.Sites(ctx)
	if err != nil {
		return nil, err
	}
	words := d.words(platform, sites)
	small := words
	if len(sites) > fewSites {
		small.Sites = nil
	}
	out := []offer{{id: openrosa.ReportID}}
	if out[0], err = reportOffer(openrosa.ReportForm(small), nil); err != nil {
		return nil, err
	}
	if len(sites) > fewSites {
		file, err := sitesCSV(sites)
		if err != nil {
			return nil, err
		}
		large := openrosa.ReportForm(words)
		large.ID = withSites
		large.Title = words.Say(words.Languages[0], "device.form.sites")
		for i, q := range large.Questions {
			if q.Name == "site" {
				large.Questions[i].Choices, large.Questions[i].File = nil, sitesFile
			}
		}
		o, err := reportOffer(large, map[string][]byte{sitesFile: file})
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	theirs, err := d.people.OfferedForms(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range theirs {
		if f.Listed {
			out = append(out, offer{key: people.FormKey(f.FormID), id: f.FormID, title: f.Title, version: f.Version, xml: []byte(f.XML)})
		}
	}
	return out, nil
}

// reportOffer writes a form whose version is a digest of its own words, so that it changes when they do.
func reportOffer(f openrosa.Definition, files map[string][]byte) (offer, error) {
	f.Version = "1"
	xml, err := openrosa.XForm(f)
	if err != nil {
		return offer{}, err
	}
	f.Version = openrosa.Hash(xml)[len("md5:"):][:12]
	xml, err = openrosa.XForm(f)
	return offer{key: f.ID, id: f.ID, title: f.Title, version: f.Version, xml: xml, files: files}, err
}

// words gives the form its texts in every language that the platform offers.
func (d *Door) words(platform models.Platform, sites []models.Site) openrosa.ReportWords {
	w := openrosa.ReportWords{}
	for _, l := range d.web.Catalog.Languages() {
		if len(platform.Languages) == 0 || slices.Contains(platform.Languages, l.Tag) {
			w.Languages = append(w.Languages, l.Tag)
		}
	}
	slices.SortStableFunc(w.Languages, func(a, b string) int {
		return slices.Index(platform.Languages, a) - slices.Index(platform.Languages, b)
	})
	w.Say = func(language, key string) string {
		if l := d.web.Catalog.Localizer(language); l.Has(key) {
			return l.T(key)
		}
		return ""
	}
	each := func(say func(language string) string) openrosa.Labels {
		labels := openrosa.Labels{}
		for _, l := range w.Languages {
			labels[l] = say(l)
		}
		return labels
	}
	var countries []string
	for _, s := range sites {
		if !slices.Contains(countries, s.Country) {
			countries = append(countries, s.Country)
		}
		w.Sites = append(w.Sites, openrosa.Choice{Value: string(s.ID), Label: openrosa.Labels{"": siteName(s)}})
	}
	for _, code := range countries {
		w.Countries = append(w.Countries, openrosa.Choice{Value: code, Label: each(func(l string) string { return d.web.Catalog.Localizer(l).Country(code) })})
	}
	for _, tag := range models.Spoken {
		w.Spoken = append(w.Spoken, openrosa.Choice{Value: tag, Label: each(func(l string) string { return d.web.Catalog.Localizer(l).Language(tag) })})
	}
	return w
}

func siteName(s models.Site) string {
	if s.Region == "" {
		return s.Name + " (" + s.Country + ")"
	}
	return s.Name + " (" + s.Region + ", " + s.Country + ")"
}

// sitesCSV is the gazetteer as an external choice list (ODK XForms specification, secondary instances).
func sitesCSV(sites []models.Site) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"name", "label", "country"})
	for _, s := range sites {
		_ = w.Write([]string{string(s.ID), siteName(s), s.Country})
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
