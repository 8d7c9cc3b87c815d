package mirror

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"loupe/models"
)

// digests copies which files were published, by the SHA-256 digest that the page for checking a file takes of
// it: files of the index hold the digests that begin alike.
func (c *siteCopy) digests(ctx context.Context, x *index) error {
	for n := range 256 {
		beginning := fmt.Sprintf("%02x", n)
		address := "/verify/files.json?digest=" + beginning
		a, err := c.ask(ctx, address)
		if err != nil {
			return err
		}
		if a.status != http.StatusOK {
			return fmt.Errorf("%s answers %d", address, a.status)
		}
		var list struct {
			Files []models.PublicFile `json:"files"`
		}
		if err := json.Unmarshal(a.body.Bytes(), &list); err != nil {
			return fmt.Errorf("%s: %w", address, err)
		}
		if len(list.Files) == 0 {
			continue
		}
		name := "f-" + beginning
		if err := shard(c.folder, name, list.Files); err != nil {
			return err
		}
		x.files = append(x.files, name)
	}
	return nil
}
