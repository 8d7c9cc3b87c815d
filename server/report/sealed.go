package report

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
	"loupe/seal"
	"loupe/server/web"
)

// keys answers with what a device needs to seal by itself: {"signed": text, "key", "signature"}, both
// in base64. static/keys.js reads it.
func (d *Door) keys(c echo.Context) error {
	signed, err := d.intake.Keys(c.Request().Context())
	if err != nil {
		return err
	}
	tag := `W/"` + seal.HashToken(signed.Text)[:20] + `"` // weak, because it may be sent compressed
	h := c.Response().Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-cache")
	if c.Request().Header.Get("If-None-Match") == tag {
		return c.NoContent(http.StatusNotModified)
	}
	return c.JSON(http.StatusOK, map[string]string{
		"signed": signed.Text, "key": base64.StdEncoding.EncodeToString(signed.Key), "signature": base64.StdEncoding.EncodeToString(signed.Signature),
	})
}

// envelope is a report that a device sealed, on the wire.
type envelope struct {
	ID    models.ID `json:"id"`
	Facts struct {
		Categories []string       `json:"categories"`
		Country    string         `json:"country"`
		Region     string         `json:"region"`
		SiteID     models.ID      `json:"site_id"`
		Language   string         `json:"language"`
		Urgent     bool           `json:"urgent"`
		Consent    models.Consent `json:"consent"`
	} `json:"facts"`
	PublicKey string `json:"public_key"`
	Keys      []struct {
		Holder     models.Holder `json:"holder"`
		DeskID     models.ID     `json:"desk_id"`
		Generation int           `json:"generation"`
		Sealed     []byte        `json:"sealed"`
	} `json:"keys"`
	Testimony []byte      `json:"testimony"`
	Exhibits  []models.ID `json:"exhibits"`
	ReceiptID string      `json:"receipt_id"`
	ReplyKey  string      `json:"reply_key"`
	Once      string      `json:"once"`
}

// readEnvelope reads one; anything else is an Invalid error. It is at most as large as a form may be.
func readEnvelope(r io.Reader) (models.SealedReport, error) {
	var e envelope
	body, err := io.ReadAll(r)
	if err != nil {
		return models.SealedReport{}, web.Malformed(err)
	}
	if json.Unmarshal(body, &e) != nil {
		return models.SealedReport{}, web.Malformed(errors.New("not an envelope")) // the decoder's words could repeat what was sent
	}
	out := models.SealedReport{
		ID: e.ID, PublicKey: e.PublicKey, Testimony: e.Testimony, Exhibits: e.Exhibits, ReceiptID: e.ReceiptID, ReplyKey: e.ReplyKey, Once: e.Once,
		Facts: models.Facts{
			Categories: e.Facts.Categories, Country: e.Facts.Country, Region: e.Facts.Region, SiteID: e.Facts.SiteID,
			Language: e.Facts.Language, Urgent: e.Facts.Urgent, Consent: e.Facts.Consent,
		},
	}
	for _, k := range e.Keys {
		out.Keys = append(out.Keys, models.WrappedKey{Holder: k.Holder, DeskID: k.DeskID, Generation: k.Generation, Sealed: k.Sealed})
	}
	return out, nil
}

// received is what a device hears of a report that is here, the same however often it asks.
type received struct {
	State    models.ReportState `json:"state"`
	Exhibits int                `json:"exhibits"`
}

// sealed takes a report that a device sealed: 201, or 200 when it was here already; 409 with the ids
// of the exhibits that are still to come.
func (d *Door) sealed(c echo.Context) error {
	r, err := readEnvelope(c.Request().Body)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	already, err := d.intake.AcceptSealed(c.Request().Context(), r)
	if missing, ok := errors.AsType[*intake.MissingError](err); ok {
		return c.JSON(http.StatusConflict, map[string]any{"missing": missing.Exhibits})
	}
	if err != nil {
		return err
	}
	status := http.StatusCreated
	if already {
		status = http.StatusOK
	}
	return c.JSON(status, received{models.ReportReceived, len(r.Exhibits)})
}
