package publish

import (
	"math"

	"loupe/models"
)

// Coarsen gives what the public may see of a draft: the place and dates cut to their precision.
// sites is the gazetteer. What is finer than the precision leaves the content for good.
func Coarsen(c models.Content, sites []models.Site) models.Content {
	c.OccurredOn = c.DatePrecision.Coarsen(c.OccurredOn)
	c.OccurredUntil = c.DatePrecision.Coarsen(c.OccurredUntil)
	if len(c.ReportedOn) > 7 {
		c.ReportedOn = c.ReportedOn[:7]
	}
	c.Lat, c.Lon, c.SiteName = nil, nil, ""
	var site *models.Site
	for i := range sites {
		if sites[i].Slug == c.SiteSlug && c.SiteSlug != "" {
			site = &sites[i]
		}
	}
	switch c.Precision {
	case models.PrecisionExact, models.PrecisionSite:
		if site != nil {
			c.SiteName, c.Region, c.Country = site.Name, site.Region, site.Country
			c.Lat, c.Lon = rounded(site.Lat, 3), rounded(site.Lon, 3)
		}
	case models.PrecisionDistrict:
		if site != nil {
			c.Region, c.Country = site.Region, site.Country
			c.Lat, c.Lon = rounded(site.Lat, 1), rounded(site.Lon, 1) // about 11 km
		}
		c.SiteSlug = ""
	case models.PrecisionRegion:
		c.SiteSlug, c.Place = "", ""
	default:
		c.Precision, c.SiteSlug, c.Region, c.Place = models.PrecisionCountry, "", "", ""
	}
	return c
}

func rounded(v float64, decimals int) *float64 {
	p := math.Pow10(decimals)
	r := math.Round(v*p) / p
	return &r
}
