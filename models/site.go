package models

import (
	"math"
	"strings"
	"time"
)

// Site is a mine site of the gazetteer.
type Site struct {
	ID         ID
	Slug       string
	Name       string
	Aliases    string // other names, with semicolons between
	Country    string
	Region     string
	Kind       string
	Minerals   string
	Operator   string
	Lat, Lon   float64
	Precision  Precision
	Source     string // where the coordinate is from
	Note       string
	Unverified bool // nobody has held the coordinate against a source
	Invented   bool // of the fictional cast
	ImportID   ID   // of the file that it came with; "" for none
}

// SiteSource is what a source says of a site: the one that its place is from, or a further one.
type SiteSource struct {
	ID         ID
	SiteSlug   string // of the site
	Source     string // where it is from
	Name       string // as it calls the site
	Lat, Lon   float64
	Precision  Precision
	Note       string
	Unverified bool
	ImportID   ID
}

// OwnSource is what the source says that the site's place is from.
func (s Site) OwnSource() SiteSource {
	return SiteSource{SiteSlug: s.Slug, Source: s.Source, Name: s.Name, Lat: s.Lat, Lon: s.Lon, Precision: s.Precision, Note: s.Note, Unverified: s.Unverified, ImportID: s.ImportID}
}

// OtherNames takes the other names apart.
func (s Site) OtherNames() []string {
	var out []string
	for name := range strings.SplitSeq(s.Aliases, ";") {
		if name = strings.TrimSpace(name); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// NearSite is a site and how far it is.
type NearSite struct {
	Site
	Kilometres float64
}

// SitePage is one page of the gazetteer.
type SitePage struct {
	Sites     []SiteCount
	Total     int
	Countries []Facet // of the whole gazetteer, by code
	Next      string  // slug to go on after; "" at the end
}

// SiteImport is a file of sites that was taken in.
type SiteImport struct {
	ID       ID
	Source   string
	Sites    int // new ones
	Sources  int // further ones of sites that were there; known when it is taken in only
	Outlines int // that weren't known so; likewise
	By       ID
	ByName   string
	At       time.Time
	UndoneAt time.Time // zero while it stands
}

// earthRadius is the mean one in kilometres (IUGG).
const earthRadius = 6371.0088

// Apart is the distance between two places in kilometres along a great circle, by the haversine
// formula.
func Apart(lat1, lon1, lat2, lon2 float64) float64 {
	const degree = math.Pi / 180
	a, b := math.Sin((lat2-lat1)*degree/2), math.Sin((lon2-lon1)*degree/2)
	h := a*a + math.Cos(lat1*degree)*math.Cos(lat2*degree)*b*b
	return 2 * earthRadius * math.Asin(math.Sqrt(min(1, h)))
}
