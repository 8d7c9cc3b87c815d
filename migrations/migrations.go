// Package migrations holds the schema as numbered SQL, a folder per dialect, embedded.
package migrations

import "embed"

// FS holds sqlite/*.sql and postgres/*.sql in goose's format; both folders have the same numbers
// and end with the same tables and columns.
//
//go:embed sqlite/*.sql postgres/*.sql
var FS embed.FS
