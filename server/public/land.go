package public

import (
	"fmt"
	"net/http"
	"os"

	"github.com/labstack/echo/v4"
)

// land sends ranges of the file of finer land. It isn't packed on the way: its tiles are already.
func (d *Door) land(c echo.Context) error {
	f, err := os.Open(d.detail)
	if err != nil {
		return err
	}
	defer f.Close()
	about, err := f.Stat()
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Type", "application/vnd.pmtiles")
	h.Set("ETag", fmt.Sprintf(`"%x-%x"`, about.ModTime().UnixNano(), about.Size()))
	h.Set("Cache-Control", "public, max-age=3600")
	http.ServeContent(c.Response(), c.Request(), "", about.ModTime(), f)
	return nil
}

// CheckLand tells whether a file is one that the map can read: PMTiles, version 3.
func CheckLand(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, 8)
	if _, err := f.Read(head); err != nil || string(head) != "PMTiles\x03" {
		return fmt.Errorf("%s is no PMTiles file of version 3; give one with the Protomaps basemap, such as pmtiles extract makes", name)
	}
	return nil
}
