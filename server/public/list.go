package public

import (
	"context"
	"fmt"
	"html/template"
	"net/url"

	"github.com/labstack/echo/v4"

	"loupe/browse"
	"loupe/models"
	"loupe/server/web"
)

// Home is the front page.
type Home struct {
	web.Page
	Stats models.PublicStats
	Hits  []models.SearchHit
}

// List is a search and its results.
type List struct {
	web.Page
	models.SearchPage
	Filter   models.SearchFilter
	Facets   models.Facets
	Sites    []SiteFacet
	Active   []Active
	First    string
	NextPage string
