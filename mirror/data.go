package mirror

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"loupe/models"
)

// listed is a case as the API lists it.
type listed struct {
	Ref string `json:"ref"`
	models.Content
}

// data copies a list of the API with all its pages; each leads to the next file. Each case is handed
// to see, and copied as the API answers it.
func (c *siteCopy) data(ctx context.Context, list string, see func(listed)) error {
	address := list + "?limit=500"
	for n := 1; address != ""; n++ {
		name := strings.TrimPrefix(list, "/")
		if n > 1 {
			name = fmt.Sprintf("%s-%d", name, n)
		}
		if n == 1 {
			c.files[place{"", list}] = name + ".json"
		}
		a, err := c.ask(ctx, address)
		if err != nil {
			return err
		}
		var page struct {
			Cases []json.RawMessage `json:"cases"`
			Next  json.RawMessage   `json:"next"`
		}
		if err := json.Unmarshal(a.body.Bytes(), &page); err != nil {
			return fmt.Errorf("%s: %w", address, err)
		}
		body := a.body.Bytes()
		address = ""
		if len(page.Next) > 0 {
			if err := json.Unmarshal(page.Next, &address); err != nil {
				return err
			}
			address = strings.TrimPrefix(address, c.Base)
			file := strings.TrimPrefix(list, "/api/v1/")
			body = bytes.Replace(body, page.Next, fmt.Appendf(nil, `"%s-%d.json"`, file, n+1), 1)
		}
		if err := c.folder.write(name+".json", body); err != nil {
			return err
		}
		for _, raw := range page.Cases {
			var x listed
			if err := json.Unmarshal(raw, &x); err != nil {
				return err
			}
			see(x)
			c.file(place{"", "/api/v1/cases/" + x.Ref}) // it says more than the list
		}
	}
	return nil
}
