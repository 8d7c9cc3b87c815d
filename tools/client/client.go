// Package client keeps what a generated client of the API stands on among the tools' requirements, for
// the test that generates one.
package client

import _ "github.com/oapi-codegen/runtime"
