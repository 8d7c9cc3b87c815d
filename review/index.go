package review

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"loupe/models"
	"loupe/seal"
	"loupe/words"
)

// IndexStore keeps a desk's sealed index.
type IndexStore interface {
	Segments(ctx context.Context, desk models.ID) ([]models.Segment, error)
	Unindexed(ctx context.Context, desk models.ID, limit int) ([]models.ID, error)
	AddSegment(ctx context.Context, g models.Segment, reports []models.ID, stale bool) error
	MergeSegments(ctx context.Context, g models.Segment, instead []models.ID) error
	ReportsAt(ctx context.Context, ids []models.ID) ([]models.Report, error)
}

// found is what a report can be found by: its words, the digests of its originals, the perceptual
// hashes of its photographs, its place and date. It is sealed to the desk's key with those of other
// reports, in segments, and is open for one request only. See docs/decisions/0004-sealed-index.md.
type found struct {
	Report  models.ID `json:"r"`
	Words   []string  `json:"w,omitempty"` // folded, each once, sorted
	Digests []string  `json:"d,omitempty"`
	Photos  []photo   `json:"h,omitempty"`
	Site    models.ID `json:"s,omitempty"`
	On      string    `json:"o,omitempty"` // of the incident
}

type photo struct {
	Exhibit models.ID `json:"e"`
	Hash    uint64    `json:"h"`
}

const (
	indexBatch  = 250  // reports in a new segment
	indexAtOnce = 2000 // reports that one search indexes before it answers
	maxSegments = 24   // more are merged
)

// index opens what a desk's reports can be found by, and takes up reports that came since. left is
// how many are still to be taken up by a later search.
func (r *Review) index(ctx context.Context, by Reader, desk models.ID) (list map[models.ID]*found, left int, err error) {
	d, err := r.store.Desk(ctx, desk)
	if err != nil {
		return nil, 0, fmt.Errorf("reading a desk: %w", err)
	}
	segments, err := r.store.Segments(ctx, desk)
	if err != nil {
		return nil, 0, fmt.Errorf("reading an index: %w", err)
	}
	opened, err := r.openSegments(ctx, by, segments)
	if err != nil {
		return nil, 0, err
	}
	list = map[models.ID]*found{}
	for _, entries := range opened {
		join(list, entries)
	}
	if len(segments) > maxSegments {
		if err := r.mergeSegments(ctx, d, segments, list); err != nil && models.KindOf(err) != models.Conflict {
			return nil, 0, err
		}
	}
	missing, err := r.store.Unindexed(ctx, desk, 100_000)
	if err != nil {
		return nil, 0, fmt.Errorf("reading what is not indexed: %w", err)
	}
	now := missing[:min(len(missing), indexAtOnce)]
	for batch := range slices.Chunk(now, indexBatch) {
		entries, err := r.readEntries(ctx, by, batch)
		if err != nil {
			return nil, 0, err
		}
		if err := r.addSegment(ctx, d, entries, batch, false); err != nil {
			return nil, 0, err
		}
		join(list, entries)
	}
	return list, len(missing) - len(now), nil
}

// join puts entries into a list; of one report, what was known before is kept too.
func join(list map[models.ID]*found, entries []found) {
	for _, e := range entries {
		before := list[e.Report]
		if before == nil {
			list[e.Report] = &e
			continue
		}
		if len(e.Words) > 0 {
			before.Words, before.Digests, before.Site, before.On = e.Words, e.Digests, e.Site, e.On
		}
		for _, p := range e.Photos {
			if !slices.Contains(before.Photos, p) {
				before.Photos = append(before.Photos, p)
			}
		}
	}
}

// openSegments opens segments side by side: the desk's key is opened once, each segment once.
func (r *Review) openSegments(ctx context.Context, by Reader, segments []models.Segment) ([][]found, error) {
	ring := r.ring(by)
	out, errs := make([][]found, len(segments)), make([]error, len(segments))
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for i, g := range segments {
		key, err := ring.Desk(ctx, g.DeskID, g.Generation)
		if err != nil {
			return nil, keyError(err)
		}
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			plain, err := seal.Open(segmentLabel(g), g.Sealed, key)
			if err == nil {
				plain, err = io.ReadAll(flate.NewReader(bytes.NewReader(plain)))
			}
			if err != nil || json.Unmarshal(plain, &out[i]) != nil {
				errs[i] = fmt.Errorf("opening an index: it is not in the form that was sealed")
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func segmentLabel(g models.Segment) seal.Label {
	return seal.LabelOf(models.SealSegment, g.DeskID, g.ID)
}

// sealSegment makes a segment of entries. It needs the desk's public key only.
func (r *Review) sealSegment(d models.Desk, entries []found) (models.Segment, error) {
	id, err := models.NewID(r.random)
	if err != nil {
		return models.Segment{}, err
	}
	g := models.Segment{ID: id, DeskID: d.ID, Generation: d.Generation}
	plain, err := json.Marshal(entries)
	if err != nil {
		return g, fmt.Errorf("writing an index: %w", err)
	}
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err == nil {
		_, err = w.Write(plain)
	}
	if err != nil || w.Close() != nil {
		return g, fmt.Errorf("packing an index: %w", err)
	}
	g.Sealed, err = seal.Seal(segmentLabel(g), packed.Bytes(), seal.PublicKey(d.PublicKey))
	return g, err
}

func (r *Review) addSegment(ctx context.Context, d models.Desk, entries []found, reports []models.ID, partly bool) error {
	g, err := r.sealSegment(d, entries)
	if err != nil {
		return err
	}
	if err := r.store.AddSegment(ctx, g, reports, partly); err != nil {
		return fmt.Errorf("keeping an index: %w", err)
	}
	return nil
}

func (r *Review) mergeSegments(ctx context.Context, d models.Desk, segments []models.Segment, list map[models.ID]*found) error {
	var entries []found
	for _, e := range list {
		entries = append(entries, *e)
	}
	var instead []models.ID
	for _, g := range segments {
		instead = append(instead, g.ID)
	}
	g, err := r.sealSegment(d, entries)
	if err != nil {
		return err
	}
	return r.store.MergeSegments(ctx, g, instead)
}

// readEntries opens reports, many at once, and takes from each what it can be found by.
func (r *Review) readEntries(ctx context.Context, by Reader, ids []models.ID) ([]found, error) {
	rows, err := r.store.ReportsAt(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("reading reports: %w", err)
	}
	keys, err := r.ring(by).Many(ctx, models.ItemReport, ids)
	if err != nil {
		return nil, err
	}
	sealed, err := r.store.Testimonies(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("reading testimonies: %w", err)
	}
	out := make([]found, len(rows))
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for i, row := range rows {
		out[i] = found{Report: row.ID, Site: row.Facts.SiteID}
		key, ok := keys[row.ID]
		if !ok {
			continue
		}
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			var t models.Testimony
			if seal.OpenJSON(seal.LabelOf(models.SealTestimony, row.ID), sealed[row.ID], key, &t) != nil {
				return // a report that can't be opened isn't found by its words
			}
			out[i].On = t.OccurredOn
			text := []string{t.Narrative, t.Place, t.Victims, t.Actors, t.Contact}
			manifests := t.Exhibits
			messages, err := r.store.Messages(ctx, row.ID)
			for _, m := range messages {
				var body models.MessageBody
				if err == nil && seal.OpenJSON(seal.LabelOf(models.SealMessageDesk, row.ID, m.ID), m.ForDesk, key, &body) == nil {
					text, manifests = append(text, body.Text), append(manifests, body.Exhibits...)
				}
			}
			for _, m := range manifests {
				out[i].Digests = append(out[i].Digests, m.SHA256)
				text = append(text, m.Name)
			}
			list := words.Tokens(words.Fold(strings.Join(text, " ")))
			slices.Sort(list)
			out[i].Words = slices.Compact(list)
		})
	}
	wg.Wait()
	return out, nil
}

// notePhoto adds a photograph's perceptual hash to its desk's index, when its preview is first made.
func (r *Review) notePhoto(ctx context.Context, row models.Report, exhibit models.ID, hash uint64) error {
	d, err := r.store.Desk(ctx, row.DeskID)
	if err != nil || d.PublicKey == "" {
		return err
	}
	return r.addSegment(ctx, d, []found{{Report: row.ID, Photos: []photo{{exhibit, hash}}}}, []models.ID{row.ID}, true)
}
