package collect

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"loupe/intake"
	"loupe/models"
	"loupe/openrosa"
)

const (
	// xmlPart is the field of a submission's words (OpenRosa 1.0 form submission). It comes first:
	// what is attached is sealed while it streams in, for the report that the words belong to.
	xmlPart = "xml_submission_file"
	// incomplete is set by apps that will send the rest in further requests. We don't need to be told.
	incomplete = "*isIncomplete*"
	maxParts   = 1000
)

var (
	errXMLFirst  = models.Refuse(models.Invalid, "device.error.xml_first")
	errMultipart = models.Refuse(models.Invalid, "device.error.multipart")
)

// submit takes a submission: its words, then the files that came with them this time. The answer is
// given as soon as all is kept; nothing is examined before.
func (d *Door) submit(c echo.Context) error {
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return errMultipart
	}
	sending, done, err := d.firstPart(c, parts)
	if err != nil {
		return err
	}
	if cut := d.files(c, parts, sending); cut != nil {
		// What came whole is kept, so that it needn't come again. The phone sees a failure and resends.
		err := sending.Keep(detached(c))
		return errors.Join(cut, err)
	}
	if err := sending.Keep(detached(c)); err != nil {
		return err
	}
	return xmlAnswer(c, done, openrosa.Response(d.received(c, sending), openrosa.NatureSuccess))
}

// received is what the phone shows: that it arrived, and the receipt's words.
func (d *Door) received(c echo.Context, s *intake.Sending) string {
	l := d.speak(c)
	if s.Receipt().IsZero() {
		return l.T("device.received")
	}
	return l.T("device.received.words", "Words", s.Receipt().Text())
}

// files takes what follows the words.
func (d *Door) files(c echo.Context, parts *multipart.Reader, s *intake.Sending) error {
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil || n > maxParts {
			return errMultipart
		}
		name := part.FormName()
		if name == "" || name == incomplete || part.FileName() == "" || len(name) > 1000 {
			continue
		}
		if name == xmlPart {
			return errMultipart // a second one
		}
		line := &line{r: part}
		if err := s.File(detached(c), name, line); err != nil {
			if line.cut {
				return errMultipart
			}
			return err
		}
	}
}

// line remembers that it was cut: a phone that is gone is no fault of ours.
type line struct {
	r   io.Reader
	cut bool
}

func (l *line) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	l.cut = l.cut || err != nil && !errors.Is(err, io.EOF)
	return n, err
}

// firstPart reads the words of a submission and looks whether they are known. Of a form that was
// sealed on the phone the XML, which holds its key, stands with the report as it came.
func (d *Door) firstPart(c echo.Context, parts *multipart.Reader) (s *intake.Sending, done int, err error) {
	submission, raw, err := readWords(parts)
	if err != nil {
		return nil, 0, err
	}
	if s, err = d.begin(c, submission); err != nil {
		return nil, 0, err
	}
	if submission.Encrypted {
		if err := s.File(detached(c), "submission.xml", bytes.NewReader(raw)); err != nil {
			return nil, 0, err
		}
	}
	if s.Known() {
		return s, http.StatusAccepted, nil
	}
	return s, http.StatusCreated, nil
}

// readWords reads the first part, which holds the words.
func readWords(parts *multipart.Reader) (openrosa.Submission, []byte, error) {
	for {
		part, err := parts.NextPart()
		if err != nil || part.FormName() != incomplete && part.FormName() != xmlPart {
			return openrosa.Submission{}, nil, errXMLFirst
		}
		if part.FormName() == incomplete {
			continue
		}
		var raw bytes.Buffer
		line := &line{r: part}
		submission, err := openrosa.Parse(io.TeeReader(line, &raw))
		if err != nil {
			return openrosa.Submission{}, nil, unreadable(err, line.cut)
		}
		return submission, raw.Bytes(), nil
	}
}

// unreadable says what to do about XML that can't be taken.
func unreadable(err error, cut bool) error {
	switch {
	case errors.Is(err, openrosa.ErrTooLarge):
		return models.Refuse(models.TooLarge, "device.error.xml_large")
	case errors.Is(err, openrosa.ErrNoInstance):
		return models.Refuse(models.Invalid, "device.error.no_instance")
	case errors.Is(err, openrosa.ErrMalformed), cut:
		return models.Refuse(models.Invalid, "device.error.xml")
	}
	return err
}

// begin puts a submission into our fields.
func (d *Door) begin(c echo.Context, s openrosa.Submission) (*intake.Sending, error) {
	ctx, who := c.Request().Context(), senderOf(c)
	form, err := d.read(ctx, s)
	if err != nil {
		return nil, err
	}
	sites, err := d.intake.Sites(ctx)
	if err != nil {
		return nil, err
	}
	place(&form, sites)
	l := d.speak(c)
	silent := l.T("device.silent")
	if s.Encrypted {
		silent = l.T("device.encrypted", "Form", s.FormID)
	}
	form.Facts.Channel = models.ChannelOpenRosa
	if form.Facts.Language == "" {
		form.Facts.Language = l.Tag()
	}
	if form.Facts.Consent == "" {
		form.Facts.Consent = models.ConsentReviewers // nothing said allows nothing
	}
	over := form.Fit(silent)
	sending, err := d.intake.BeginSending(ctx, who.Person, intake.Words{
		ID: "openrosa " + s.FormID + " " + s.InstanceID, Digest: s.Digest, Secret: who.device.HA1, Replaces: replaced(s), Form: form,
		Note: l.T("device.corrected", "Consent", l.T("consent."+string(form.Facts.Consent))),
	})
	if err != nil || over == "" {
		return sending, err
	}
	return sending, sending.File(detached(c), "account-continued.txt", strings.NewReader(over))
}

func replaced(s openrosa.Submission) string {
	if s.DeprecatedID == "" {
		return ""
	}
	return "openrosa " + s.FormID + " " + s.DeprecatedID
}

// place makes a site of the gazetteer a fact, with its country and region, and drops what isn't one.
func place(f *intake.Form, sites []models.Site) {
	for _, s := range sites {
		if s.ID == f.Facts.SiteID {
			f.Facts.Country, f.Facts.Region = s.Country, s.Region
			return
		}
	}
	f.Facts.SiteID = ""
}
