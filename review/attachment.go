package review

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"loupe/media"
	"loupe/models"
	"loupe/seal"
)

// File is what goes with a question.
type File struct {
	Name string
	Data []byte
}

// MaxFiles and MaxFileSize (bytes of all files together) bound what goes with one question: it is read
// on a phone, on a line that is paid for by the megabyte.
const (
	MaxFiles    = 4
	MaxFileSize = 8 << 20
)

// attach seals files for both sides and puts them in place. Those of a question that then fails are
// objects that no row names, which are swept.
func (r *Review) attach(ctx context.Context, row models.Report, files []File) (rows []models.Attachment, told []models.AttachedFile, err error) {
	size := 0
	for _, f := range files {
		size += len(f.Data)
	}
	if len(files) > MaxFiles || size > MaxFileSize {
		return nil, nil, models.RefuseFields(models.FieldError{Field: "files", Key: "talk.error.files", Args: map[string]any{"Files": MaxFiles, "Size": MaxFileSize >> 20}})
	}
	for _, f := range files {
		a := models.Attachment{ReportID: row.ID}
		if a.ID, err = models.NewID(r.random); err != nil {
			return nil, nil, err
		}
		object, err := models.NewID(r.random)
		if err != nil {
			return nil, nil, err
		}
		sealed, err := seal.Seal(seal.LabelOf(models.SealAttachment, row.ID, a.ID), f.Data, seal.PublicKey(row.PublicKey), seal.PublicKey(row.ReplyKey))
		if err != nil {
			return nil, nil, err
		}
		a.Key, a.Size = "attached/"+string(object), int64(len(sealed))
		if err := r.objects.Put(ctx, a.Key, bytes.NewReader(sealed), a.Size); err != nil {
			return nil, nil, fmt.Errorf("keeping a file for a source: %w", err)
		}
		sum := sha256.Sum256(f.Data)
		kind, _ := media.Sniff(f.Data)
		rows = append(rows, a)
		told = append(told, models.AttachedFile{ID: a.ID, Name: models.FileName(f.Name), Type: kind, Size: int64(len(f.Data)), SHA256: hex.EncodeToString(sum[:])})
	}
	return rows, told, nil
}

// Attached opens a file that was sent to a report's source, for a member of the desk.
func (r *Review) Attached(ctx context.Context, by Reader, report, id models.ID) (models.AttachedFile, []byte, error) {
	_, key, err := r.open(ctx, by, report, models.DeedReportRead)
	if err != nil {
		return models.AttachedFile{}, nil, err
	}
	messages, err := r.messages(ctx, by, report, key)
	if err != nil {
		return models.AttachedFile{}, nil, err
	}
	for _, m := range messages {
		for _, f := range m.Body.Files {
			if f.ID == id {
				plain, err := r.attached(ctx, report, id, key)
				return f, plain, err
			}
		}
	}
	return models.AttachedFile{}, nil, models.ErrNotFound
}

func (r *Review) attached(ctx context.Context, report, id models.ID, key seal.PrivateKey) ([]byte, error) {
	a, err := r.store.Attachment(ctx, report, id)
	if err != nil {
		return nil, err
	}
	object, err := r.objects.Get(ctx, a.Key)
	if err != nil {
		return nil, fmt.Errorf("reading an attachment: %w", err)
	}
	defer object.Close()
	sealed, err := io.ReadAll(io.LimitReader(object, a.Size))
	if err != nil {
		return nil, fmt.Errorf("reading an attachment: %w", err)
	}
	return seal.Open(seal.LabelOf(models.SealAttachment, report, id), sealed, key)
}
