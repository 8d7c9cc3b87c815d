// Package seeded invents publications for measuring: any number of them, each following from its own
// number, with the spread of countries, sites, acts, dates, languages and words that published cases have.
// Countries are real codes; sites, regions and villages are invented, so that nothing here accuses anybody.
package seeded

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"loupe/models"
)

// Countries are where seeded cases happen, the most frequent first.
var Countries = []string{"CF", "CD", "AO", "SL", "ZW", "TZ", "GN", "LR", "GH", "CI", "CM", "CG", "SD", "SS", "TD", "BF", "ML", "NE", "MZ", "ZM", "UG", "RW", "BI", "KE", "ET"}

const regions = 12 // of each country

// First is the day from which cases are published.
var First = time.Date(2018, 3, 1, 6, 0, 0, 0, time.UTC)

// Site is the i-th invented site.
func Site(i int) models.Site {
	r := rand.New(rand.NewPCG(uint64(i), 11))
	country := Countries[skewed(r, len(Countries))]
	region := r.IntN(regions)
	lat, lon := middle(country, region)
	return models.Site{
		Slug: fmt.Sprintf("seeded-%d", i+1), Name: name(r) + " " + kinds[r.IntN(len(kinds))], Country: country, Region: Region(country, region), Kind: "invented", Minerals: "diamond",
		Lat: round(lat+r.Float64()*1.6-0.8, 1000), Lon: round(lon+r.Float64()*1.6-0.8, 1000), Precision: models.PrecisionSite, Source: "invented for measuring", Invented: true,
	}
}

// Region is the name of a country's i-th region.
func Region(country string, i int) string {
	return name(rand.New(rand.NewPCG(uint64(country[0])<<16|uint64(country[1])<<8|uint64(i), 13)))
}

// middle is where a region lies: somewhere on the continent, the same each time.
func middle(country string, region int) (lat, lon float64) {
	r := rand.New(rand.NewPCG(uint64(country[0])<<8|uint64(country[1]), 17))
	lat, lon = -22+r.Float64()*34, 10+r.Float64()*24
	return lat + float64(region%4) - 1.5, lon + float64(region/4) - 1
}

// Publication is the i-th of n publications at some of the sites. Its id comes from who asks.
func Publication(id models.ID, i, n int, sites []models.Site, until time.Time) models.Publication {
	at := First.Add(time.Duration(float64(until.Sub(First)) * float64(i+1) / float64(n))).Truncate(time.Second)
	return models.Publication{ID: id, CaseID: id, Content: Content(i, at, sites), PublishedAt: at, UpdatedAt: at}
}

// Content is the public content of the i-th case, as of the day it was published.
func Content(i int, published time.Time, sites []models.Site) models.Content {
	r := rand.New(rand.NewPCG(uint64(i), 7))
	c := models.Content{Outcome: pick(r, models.Verified, models.Corroborated, models.Corroborated, models.Contested), Sources: 1 + skewed(r, 7), TwoReviewers: r.IntN(10) > 0}
	for range 1 + skewed(r, 4)/2 {
		if code := models.Acts[skewed(r, len(models.Acts))].Code; len(c.Categories) == 0 || c.Categories[0] != code {
			c.Categories = append(c.Categories, code)
		}
	}
	c.ActorTypes = []string{actors[skewed(r, len(actors))]}
	c.Link = pick(r, "extraction", "extraction", "extraction", "trade", "transport", "site_security", "export", "none", "")
	c.Status = pick(r, "", "", "", models.Monitored, models.Monitored, models.Persistent, models.Resolved)
	when(r, &c, published)
	site := where(r, &c, sites)
	if r.IntN(3) == 0 {
		c.VictimsMin = 1 + skewed(r, 40)
		c.VictimsMax = c.VictimsMin + r.IntN(4)
	}
	write(r, &c, site, i)
	return c
}

// when gives an incident a date before it was published, most of them within two years of it.
func when(r *rand.Rand, c *models.Content, published time.Time) {
	day := published.Add(-time.Duration((20 + 2400*math.Pow(r.Float64(), 4)) * float64(24*time.Hour)))
	c.DatePrecision = pick(r, models.DateDay, models.DateDay, models.DateMonth, models.DateMonth, models.DateMonth, models.DateYear)
	c.OccurredOn = c.DatePrecision.Coarsen(day.Format("2006-01-02"))
	c.ReportedOn = published.AddDate(0, -1, 0).Format("2006-01")
	if r.IntN(60) == 0 {
		c.DatePrecision, c.OccurredOn = models.DateUnknown, ""
	}
}

// where puts a case at a site, or as near to it as is shown: a third are coarsened to their district or
// region, and some to their country.
func where(r *rand.Rand, c *models.Content, sites []models.Site) models.Site {
	site := Site(skewed(r, 400))
	if len(sites) > 0 {
		site = sites[skewed(r, len(sites))]
	}
	c.Country, c.Region = site.Country, site.Region
	at := func(steps float64) {
		lat, lon := round(site.Lat, steps), round(site.Lon, steps)
		c.Lat, c.Lon = &lat, &lon
	}
	switch k := r.IntN(20); {
	case k < 12 && len(sites) > 0:
		c.Precision, c.SiteSlug, c.SiteName = models.PrecisionSite, site.Slug, site.Name
		at(1000)
	case k < 15:
		c.Precision = models.PrecisionDistrict
		at(10)
	case k < 19:
		c.Precision = models.PrecisionRegion
	default:
		c.Precision, c.Region = models.PrecisionCountry, ""
	}
	return site
}

var actors = []string{"armed_group", "armed_forces", "private_security", "police", "unknown", "paramilitary", "local_officials", "employer", "mercenaries", "company_national", "organised_crime", "vigilantes"}

// skewed gives a number below n, small ones far more often, as sites, acts and words are in life.
func skewed(r *rand.Rand, n int) int {
	return int(float64(n) * r.Float64() * r.Float64() * r.Float64())
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func round(f, steps float64) float64 { return math.Round(f*steps) / steps }
