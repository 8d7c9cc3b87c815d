package intake

import (
	"context"
	"fmt"
)

// ObjectNames tells which objects are named by a row.
type ObjectNames interface {
	NamedObjects(ctx context.Context, keys []string) (map[string]bool, error)
}

const orphanBatch = 500

// SweepOrphans removes objects that no row names: bytes that were put in place by a deed which was
// cut before its row was written. An object that is just being written has no row yet either, so only
// what was seen without one in the sweep before is removed; the caller leaves an hour or so between.
func (in *Intake) SweepOrphans(ctx context.Context) (removed int, err error) {
	seen := map[string]bool{}
	var batch []string
	flush := func() error {
		named, err := in.records.NamedObjects(ctx, batch)
		if err != nil {
			return err
		}
		for _, key := range batch {
			switch {
			case named[key]:
			case in.orphans[key]:
				if err := in.objects.Delete(ctx, key); err != nil {
					return err
				}
				removed++
			default:
				seen[key] = true
			}
		}
		batch = batch[:0]
		return nil
	}
	for _, prefix := range []string{"exhibits/", "derived/", "copies/", "public/", "attached/"} {
		err := in.objects.List(ctx, prefix, func(key string, _ int64) error {
			if batch = append(batch, key); len(batch) == orphanBatch {
				return flush()
			}
			return nil
		})
		if err == nil {
			err = flush()
		}
		if err != nil {
			return removed, fmt.Errorf("sweeping objects: %w", err)
		}
	}
	in.orphans = seen
	return removed, nil
}
