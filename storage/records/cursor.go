package records

import (
	"encoding/base64"
	"encoding/json"

	"loupe/models"
)

// A cursor holds the sort key of the last row of a page: opaque to the reader, the same on both
// databases, and small.

func encodeCursor(key ...any) string {
	b, err := json.Marshal(key)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func decodeCursor(cursor string, into ...any) error {
	refused := models.Refuse(models.Invalid, "error.cursor")
	if len(cursor) > 400 {
		return refused
	}
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return refused
	}
	var parts []json.RawMessage
	if json.Unmarshal(b, &parts) != nil || len(parts) != len(into) {
		return refused
	}
	for i := range parts {
		if json.Unmarshal(parts[i], into[i]) != nil {
			return refused
		}
	}
	return nil
}

func limitOr(limit, otherwise int) int {
	if limit <= 0 || limit > 1000 {
		return otherwise
	}
	return limit
}
