package web

import (
	"bytes"
	"errors"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/seal"
	"loupe/static"
)

type asset struct {
	body []byte
	mime string
	hash string
}

// assets are the static files, each also under a name that changes with its content.
type assets struct{ files map[string]asset }

func readAssets() (*assets, error) {
	a := &assets{map[string]asset{}}
	err := fs.WalkDir(static.FS, ".", func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		body, err := fs.ReadFile(static.FS, file)
		kind := mime.TypeByExtension(path.Ext(file))
		switch path.Ext(file) { // not every machine knows these
		case ".gz":
			kind = "application/gzip"
		case ".woff2":
			kind = "font/woff2"
		case ".js":
			kind = "text/javascript; charset=utf-8"
		case ".css":
			kind = "text/css; charset=utf-8"
		}
		a.files[file] = asset{body, kind, seal.HashToken(string(body))[:10]}
		return err
	})
	return a, err
}

// address gives the address under which a file may be cached for good.
func (a *assets) address(name string) (string, error) {
	f, ok := a.files[name]
	if !ok {
		return "", errors.New("no static file " + name)
	}
	ext := path.Ext(name)
	return "/static/" + strings.TrimSuffix(name, ext) + "." + f.hash + ext, nil
}

// Asset gives the address under which a static file may be cached for good.
func (w *Web) Asset(name string) (string, error) { return w.assets.address(name) }

// compiles is the policy of the one worker that runs a WebAssembly module. A worker has the policy that it
// came with, so that the page which starts it keeps the strict one.
const compiles = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

func (w *Web) serveStatic(c echo.Context) error {
	name, immutable := c.Param("*"), false
	f, ok := w.assets.files[name]
	if !ok {
		ext := path.Ext(name)
		base := strings.TrimSuffix(name, ext)
		if i := strings.LastIndexByte(base, '.'); i >= 0 {
			f, ok = w.assets.files[base[:i]+ext]
			immutable = ok && f.hash == base[i+1:]
			ok = immutable
		}
	}
	if !ok {
		return models.ErrNotFound
	}
	h := c.Response().Header()
	h.Set("Content-Type", f.mime)
	// A map in a frame on another site, where it has no origin of its own, loads them too.
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("ETag", `"`+f.hash+`"`)
	h.Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "vendor/fonts/") {
		h.Set("Cache-Control", "public, max-age=2592000") // styles name them as they lie; their packages are pinned
	}
	if immutable {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if name, _, _ := strings.Cut(path.Base(name), "."); name == "c2pa-worker" {
		h.Set("Content-Security-Policy", compiles)
	}
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, bytes.NewReader(f.body))
	return nil
}
