package public

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/server/web"
)

// parameter is what an operation may be asked with.
type parameter struct{ Name, In, Text, Pattern, Example string }

// operation is one thing that programs may ask for. The same list makes the routes, the OpenAPI
// document and the page that explains it.
type operation struct {
	Path, ID, Summary, Type string
	Parameters              []parameter
	answer                  any // a value of the type that is answered; nil for a stream
	serve                   echo.HandlerFunc
}

// Address is the path with example values, for a reader to try.
func (o operation) Address() string {
	address := o.Path
	for _, p := range o.Parameters {
		address = strings.Replace(address, "{"+p.Name+"}", p.Example, 1)
	}
	return address
}

var (
	searchParameters = []parameter{
		{"q", "query", "Words, all of which must occur; a reference finds its case", "", ""},
		{"country", "query", "ISO 3166-1 alpha-2", "", ""},
		{"region", "query", "Name of a region", "", ""},
		{"site", "query", "Slug of a mine site", "", ""},
		{"category", "query", "Code of an act, or of a group of acts", "", ""},
		{"actor", "query", "Kind of actor", "", ""},
		{"link", "query", "How it is linked to mining", "", ""},
		{"kp", "query", "How it stands to the Kimberley Process", "", ""},
		{"outcome", "query", "What the review found", "", ""},
		{"followup", "query", "What happened after", "", ""},
		{"area", "query", "west,south,east,north in degrees", "", ""},
		{"from", "query", "Occurred on or after, YYYY, YYYY-MM or YYYY-MM-DD", "", ""},
		{"to", "query", "Occurred on or before", "", ""},
		{"sort", "query", "newest or occurred", "", ""},
	}
	pageParameters = append(searchParameters[:len(searchParameters):len(searchParameters)],
		parameter{"limit", "query", "Rows of a page, 1 to 500", "", ""}, parameter{"after", "query", "Where to go on; from next", "", ""})
	tableParameters = append(searchParameters[:len(searchParameters):len(searchParameters)], parameter{"hxl", "query", "1 adds a row of HXL tags", "", ""})
	refParameter    = []parameter{{"ref", "path", "Permanent reference of a case", `^LP-[0-9]{4}-[0-9]{4,9}$`, "LP-2026-0001"}}
	sinceParameters = []parameter{{"since", "query", "From an earlier answer, or an RFC 3339 time", "", ""}, {"limit", "query", "Rows of a page, 1 to 500", "", ""}}
)

func (d *Door) operations() []operation {
	return []operation{
		{"/api/v1/cases", "listCases", "Published cases, in pages", "application/json", pageParameters, APICases{}, d.apiCases},
		{"/api/v1/cases/{ref}", "getCase", "One published case", "application/json", refParameter, APICase{}, d.apiCase},
		{"/api/v1/changes", "listChanges", "What was published, corrected or withdrawn since a point, oldest first", "application/json", sinceParameters, APIChanges{}, d.apiChanges},
		{"/api/v1/sites", "listSites", "Mine sites", "application/json", nil, APISites{}, d.apiSites},
		{"/api/v1/sites.geojson", "exportSites", "Mine sites as GeoJSON, with their outlines", "application/geo+json", nil, nil, d.apiSitesGeoJSON},
		{"/api/v1/cases.csv", "exportCSV", "All cases of a search as a table", "text/csv", tableParameters, nil, d.apiCSV},
		{"/api/v1/cases.jsonl", "exportLines", "All cases of a search, one a line", "application/jsonl", searchParameters, nil, d.apiLines},
		{"/api/v1/cases.geojson", "exportGeoJSON", "All cases of a search as GeoJSON", "application/geo+json", searchParameters, nil, d.apiGeoJSON},
		{"/api/v1/datapackage.json", "describePackage", "Data package descriptor of a search's files", "application/json", searchParameters, nil, d.dataPackage},
	}
}

// perMinute is how many new answers a sender gets.
const perMinute = 3000

func (d *Door) apiRoutes(e *echo.Echo) {
	e.GET("/api", d.reference)
	api := e.Group("/api", open, d.web.Metered("api", perMinute))
	api.GET("/openapi.json", d.openAPI)
	api.OPTIONS("/openapi.json", preflight)
	for _, o := range d.operations() {
		path := strings.TrimPrefix(strings.NewReplacer("{", ":", "}", "").Replace(o.Path), "/api")
		api.GET(path, o.serve)
		api.OPTIONS(path, preflight)
		api.Match([]string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}, path, readOnly)
	}
}

// readOnly refuses what would change something.
func readOnly(c echo.Context) error {
	c.Response().Header().Set("Allow", "GET, HEAD, OPTIONS")
	return echo.ErrMethodNotAllowed
}

// preflight answers a browser that asks before it lets a page of another site read.
func preflight(c echo.Context) error {
	h := c.Response().Header()
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "If-None-Match, Accept, Content-Type")
	h.Set("Access-Control-Max-Age", "86400")
	return c.NoContent(http.StatusNoContent)
}

// openAPI describes the programs' side (OpenAPI 3.1), from the operations and the types they answer with.
func (d *Door) openAPI(c echo.Context) error {
	s := schemas{}
	s.of(reflect.TypeFor[web.Problem]())
	fault := map[string]any{"description": "An error (RFC 9457)", "content": map[string]any{"application/problem+json": map[string]any{"schema": map[string]any{"$ref": "#/components/schemas/Problem"}}}}
	header := func(text string) map[string]any {
		return map[string]any{"description": text, "schema": map[string]any{"type": "string"}}
	}
	headers := map[string]any{"RateLimit-Policy": header("Requests (q) in seconds (w)"), "ETag": header("For If-None-Match; streams have none"), "Link": header("rel=next while there is more")}
	paths := map[string]any{}
	for _, o := range d.operations() {
		parameters := []any{}
		for _, p := range o.Parameters {
			schema := map[string]any{"type": "string"}
			if p.Pattern != "" {
				schema["pattern"] = p.Pattern
			}
			if p.Name == "limit" {
				schema = map[string]any{"type": "integer", "minimum": 1, "maximum": 500}
			}
			parameters = append(parameters, map[string]any{"name": p.Name, "in": p.In, "required": p.In == "path", "description": p.Text, "schema": schema})
		}
		answer := map[string]any{"type": "string"}
		if o.answer != nil {
			answer = s.of(reflect.TypeOf(o.answer))
		} else if strings.HasSuffix(o.Type, "json") {
			answer = map[string]any{"type": "object"}
		}
		paths[o.Path] = map[string]any{"get": map[string]any{"operationId": o.ID, "summary": o.Summary, "parameters": parameters, "responses": map[string]any{
			"200":     map[string]any{"description": "OK", "headers": headers, "content": map[string]any{o.Type: map[string]any{"schema": answer}}},
			"304":     map[string]any{"description": "What you have is current"},
			"default": fault,
		}}}
	}
	return d.asJSON(c, "application/json", map[string]any{
		"openapi": "3.1.0", "info": map[string]any{"title": "Loupe", "version": "1", "description": limits}, "servers": []any{map[string]any{"url": d.web.BaseURL}},
		"paths": paths, "components": map[string]any{"schemas": s},
	})
}

// Reference is the page that explains the API.
type Reference struct {
	web.Page
	Operations []operation
	PerMinute  int
}

func (d *Door) reference(c echo.Context) error {
	return d.web.RenderPublic(c, Reference{d.web.Page(c, "api.title"), d.operations(), perMinute})
}
