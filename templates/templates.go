// Package templates holds the pages' templates, embedded.
package templates

import "embed"

// FS holds layout/*.html, partial/*.html, and a folder per door.
//
//go:embed */*.html
var FS embed.FS
