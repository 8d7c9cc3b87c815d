package intake

import (
	"context"
	"fmt"
	"io"

	"loupe/models"
	"loupe/seal"
)

// Attached opens a file that a desk sent, for who has the receipt's words.
func (in *Intake) Attached(ctx context.Context, receipt seal.Receipt, id models.ID) (models.AttachedFile, []byte, error) {
	lookup, reply, err := receipt.Keys()
	if err != nil {
		return models.AttachedFile{}, nil, err
	}
	r, err := in.records.Return(ctx, lookup)
	if err != nil {
		return models.AttachedFile{}, nil, err
	}
	return in.attached(ctx, r, reply, "", id)
}

// AttachedOwn opens the same for the monitor whose report it is.
func (in *Intake) AttachedOwn(ctx context.Context, by models.Person, key seal.PrivateKey, report, id models.ID) (models.AttachedFile, []byte, error) {
	r, err := in.records.ReturnOf(ctx, report, by.ID)
	if err != nil {
		return models.AttachedFile{}, nil, err
	}
	return in.attached(ctx, r, key, by.ID, id)
}

func (in *Intake) attached(ctx context.Context, r models.Return, reply seal.PrivateKey, by, id models.ID) (models.AttachedFile, []byte, error) {
	page, err := in.opened(ctx, r, reply, by)
	if err != nil {
		return models.AttachedFile{}, nil, err
	}
	for _, q := range page.Questions {
		for _, f := range q.Files {
			if f.ID == id {
				plain, err := in.readAttached(ctx, r.Report.ID, id, reply)
				return f, plain, err
			}
		}
	}
	return models.AttachedFile{}, nil, models.ErrNotFound
}

func (in *Intake) readAttached(ctx context.Context, report, id models.ID, reply seal.PrivateKey) ([]byte, error) {
	a, err := in.records.Attachment(ctx, report, id)
	if err != nil {
		return nil, err
	}
	object, err := in.objects.Get(ctx, a.Key)
	if err != nil {
		return nil, fmt.Errorf("reading a desk's file: %w", err)
	}
	defer object.Close()
	sealed, err := io.ReadAll(io.LimitReader(object, a.Size))
	if err != nil {
		return nil, fmt.Errorf("reading a desk's file: %w", err)
	}
	return seal.Open(seal.LabelOf(models.SealAttachment, report, id), sealed, reply)
}
