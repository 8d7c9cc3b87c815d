// Package static holds styles, scripts, icons and fonts, embedded.
package static

import "embed"

// FS holds our own files at its root, those of the app at /report in app, of the map in map, and packages by others in vendor.
//
//go:embed *.css *.js *.svg app map all:vendor
var FS embed.FS
