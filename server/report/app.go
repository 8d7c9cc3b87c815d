package report

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/seal"
	"loupe/server/web"
	"loupe/static"
)

// App is the fragment of what scripts add to the form, in the visitor's language.
type App struct {
	web.Page
	Countries []string
	Says      []string
}

// code is what the app is made of: static files under one version, so that a page, its modules and
// its worker are always of one kind, however long somebody was without a network.
type code struct {
	version string
	files   map[string][]byte // by path in static/
}

var codeFiles = []string{"app/*", "keys.js", "receipt.js", "seal.js", "seal-worker.js", "words.js", "vendor/age/*.js", "vendor/idb/*.js", "vendor/qr/*.js"}

// ofServiceWorker is what is served at its own address and is not a part of the code.
const ofServiceWorker = "app/sw.js"

func readCode() (code, error) {
	c := code{files: map[string][]byte{}}
	var names []string
	for _, pattern := range codeFiles {
		found, err := fs.Glob(static.FS, pattern)
		if err != nil {
			return c, err
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	var all bytes.Buffer
	for _, name := range names {
		body, err := fs.ReadFile(static.FS, name)
		if err != nil {
			return c, err
		}
		c.files[name] = body
		all.WriteString(name + "\x00")
		all.Write(body)
	}
	c.version = seal.HashToken(all.String())[:12]
	return c, nil
}

// base is the address under which the code lies.
func (c code) base() string { return "/report/code/" + c.version + "/" }

// serveCode serves one file of this version. Another version is not here: the page that asks for it
// is old, and stays the plain form.
func (d *Door) serveCode(c echo.Context) error {
	body, ok := d.code.files[c.Param("*")]
	if !ok || c.Param("version") != d.code.version || c.Param("*") == ofServiceWorker {
		return models.ErrNotFound
	}
	kind := mime.TypeByExtension(path.Ext(c.Param("*")))
	switch path.Ext(c.Param("*")) {
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".css":
		kind = "text/css; charset=utf-8"
	}
	h := c.Response().Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(body))
	return nil
}

// serviceWorker writes what the worker has to know before its code. It is never kept without asking,
// and a release that changes anything changes its bytes, so that nobody is left with old code.
func (d *Door) serviceWorker(c echo.Context) error {
	files := []string{}
	for name := range d.code.files {
		if name != ofServiceWorker {
			files = append(files, d.code.base()+name)
		}
	}
	slices.Sort(files)
	style, err := d.web.Asset("report.css")
	if err != nil {
		return err
	}
	form, err := d.web.Asset("form.js")
	if err != nil {
		return err
	}
	icon, err := d.web.Asset("favicon.svg")
	if err != nil {
		return err
	}
	var langs []string
	page := d.web.Page(c, "report.title")
	for _, l := range page.Languages {
		langs = append(langs, l.Tag)
	}
	if len(langs) == 0 {
		langs = []string{page.Lang()}
	}
	known, err := json.Marshal(map[string]any{"version": d.code.version, "code": d.code.base(), "files": append(files, style, form, icon), "languages": langs})
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Service-Worker-Allowed", "/report")
	h.Set("Cache-Control", "no-cache")
	var out bytes.Buffer
	if c.QueryParam("plain") == "" { // a browser whose service workers know no modules asks for the plain one, which sends nothing by itself
		out.WriteString("import { sendAll } from " + quote(d.code.base()+"app/send.js") + ";\n")
	} else {
		out.WriteString("const sendAll = null;\n")
	}
	out.WriteString("const known = ")
	out.Write(known)
	out.WriteString(";\n")
	out.Write(d.code.files[ofServiceWorker])
	return c.Blob(http.StatusOK, "text/javascript; charset=utf-8", out.Bytes())
}

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// manifest names the app in the visitor's language, or says as little as a page of notes would.
func (d *Door) manifest(c echo.Context) error {
	p := d.web.Page(c, "report.title")
	name, short, icon := p.T("report.title"), p.Platform.Name, "icon"
	if short == "" {
		short = "Loupe"
	}
	if c.QueryParam("look") == "plain" {
		name, short, icon = p.T("app.plain.name"), p.T("app.plain.name"), "plain"
	}
	icons := []map[string]string{}
	for _, size := range []string{"192", "512"} {
		icons = append(icons, map[string]string{"src": d.code.base() + "app/" + icon + "-" + size + ".png", "sizes": size + "x" + size, "type": "image/png", "purpose": "any"})
	}
	icons = append(icons,
		map[string]string{"src": d.code.base() + "app/" + icon + "-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
		map[string]string{"src": d.code.base() + "app/" + icon + ".svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"})
	c.Response().Header().Set("Cache-Control", "no-cache")
	c.Response().Header().Set("Content-Type", "application/manifest+json; charset=utf-8")
	c.Response().WriteHeader(http.StatusOK)
	return json.NewEncoder(c.Response()).Encode(map[string]any{
		"name": name, "short_name": short, "lang": p.Lang(), "dir": p.Dir(), "id": "/report", "start_url": "/report", "scope": "/report",
		"display": "standalone", "background_color": "#fbfaf6", "theme_color": "#fbfaf6", "icons": icons,
	})
}

// appParts is what scripts put around the form. By itself it says what the app is.
func (d *Door) appParts(c echo.Context) error {
	sites, err := d.intake.Sites(c.Request().Context())
	if err != nil {
		return err
	}
	a := App{Page: d.web.Page(c, "app.about.title"), Says: says}
	for _, s := range sites {
		if !slices.Contains(a.Countries, s.Country) {
			a.Countries = append(a.Countries, s.Country)
		}
	}
	return d.web.Render(c, http.StatusOK, a)
}

// siteEntry is one line of the gazetteer as the form searches it.
type siteEntry struct {
	ID      models.ID `json:"id"`
	Name    string    `json:"name"`
	Slug    string    `json:"slug"`
	Region  string    `json:"region,omitempty"`
	Country string    `json:"country"`
}

// sites is the gazetteer of one country, as JSON.
func (d *Door) sites(c echo.Context) error {
	sites, err := d.intake.Sites(c.Request().Context())
	if err != nil {
		return err
	}
	out, country := []siteEntry{}, strings.ToUpper(c.Param("country"))
	for _, s := range sites {
		if s.Country == country {
			out = append(out, siteEntry{s.ID, s.Name, s.Slug, s.Region, s.Country})
		}
	}
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.JSON(http.StatusOK, out)
}

// mayRecord lets this page alone ask for microphone and camera.
func mayRecord(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(), payment=(), usb=(), browsing-topics=()")
		return next(c)
	}
}
