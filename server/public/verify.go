package public

import (
	"regexp"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/models"
	"loupe/server/web"
)

// Verify finds out whether a file is one that was published here. The file itself never leaves the
// reader's machine: a script takes its digest there, or a person pastes it.
type Verify struct {
	web.Page
	Digest string // as asked
	Bad    bool   // it isn't one
	Files  []models.PublicFile
}

// maxListed is how many digests a page carries away, so that it can match without the network.
const maxListed = 5000

// FileList is what the page's script matches against.
type FileList struct {
	Complete bool                `json:"complete"` // false when there are more than are listed
	Files    []models.PublicFile `json:"files"`
}

var (
	digestForm = regexp.MustCompile(`^[0-9a-f]{64}$`)
	begun      = regexp.MustCompile(`^[0-9a-f]{2,64}$`)
)

// digestOf reads a digest as people paste it: in any case, or a line of sha256sum.
func digestOf(typed string) string {
	fields := strings.Fields(strings.ToLower(strings.TrimPrefix(strings.TrimSpace(typed), "sha256:")))
	if len(fields) == 0 {
		return ""
	}
	return fields[0]
}

func (d *Door) verify(c echo.Context) error {
	page := Verify{Page: d.web.Page(c, "press.verify.title"), Digest: digestOf(c.QueryParam("digest"))}
	if page.Digest != "" {
		if page.Bad = !digestForm.MatchString(page.Digest); page.Bad {
			page.Digest = page.Digest[:min(len(page.Digest), 100)]
			return d.web.RenderPublic(c, page)
		}
		var err error
		if page.Files, err = d.browse.FilesByDigest(c.Request().Context(), page.Digest); err != nil {
			return err
		}
	}
	return d.web.RenderPublic(c, page)
}

// verifyList lists published files with their digests: the newest, or those whose digest begins as asked, two
// digits or more. Who doesn't want to tell which file they hold asks for a beginning.
func (d *Door) verifyList(c echo.Context) error {
	ctx := c.Request().Context()
	out := FileList{Files: []models.PublicFile{}}
	if digest := digestOf(c.QueryParam("digest")); digest != "" {
		if !begun.MatchString(digest) {
			return models.RefuseFields(models.FieldError{Field: "digest", Key: "press.verify.bad"})
		}
		found, err := d.browse.FilesByDigest(ctx, digest)
		if err != nil {
			return err
		}
		out.Files = append(out.Files, found...)
		return d.asJSON(c, "application/json", out)
	}
	list, err := d.browse.Files(ctx, maxListed+1)
	if err != nil {
		return err
	}
	out.Complete = len(list) <= maxListed
	out.Files = append(out.Files, list[:min(len(list), maxListed)]...)
	return d.asJSON(c, "application/json", out)
}
