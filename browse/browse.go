// Package browse is the fifth leg of a report's way: publications, found, read, followed and taken
// away. It reads publications and nothing else.
package browse

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"loupe/models"
)

// Store is the public side of the records.
type Store interface {
	// Generation changes whenever anything public does. It is cheap.
	Generation() uint64
	FactsSince(ctx context.Context, change int64, fn func(models.PublicFacts) error) error
	// Holders gives the publications that hold each of some words; a word that none has is left out.
	Holders(ctx context.Context, words []string) (map[string]*roaring.Bitmap, error)
	// HoldersOf gives the publications that hold a longer word than this, which begins so.
	HoldersOf(ctx context.Context, beginning string) (*roaring.Bitmap, error)
	PublicationsAt(ctx context.Context, ordinals []uint32) (map[uint32]models.Publication, error)
	Headlines(ctx context.Context, ordinals []uint32) (map[uint32]models.Headline, error)
	PublicationByRef(ctx context.Context, ref string) (models.Publication, error)
	Versions(ctx context.Context, ref string) ([]models.Version, error)
	Exhibit(ctx context.Context, id models.ID) (models.PublicCopy, error)
	Translations(ctx context.Context, ref string) ([]models.Translation, error)
	TranslatedInto(ctx context.Context, refs []string) (map[string][]models.TranslatedInto, error)
	Renditions(ctx context.Context, exhibits []models.ID) (map[models.ID][]models.Rendition, error)
	FilesByDigest(ctx context.Context, beginning string) ([]models.PublicFile, error)
	Files(ctx context.Context, limit int) ([]models.PublicFile, error)
	Changes(ctx context.Context, limit int) ([]models.Publication, error)
	ChangesAfter(ctx context.Context, change int64, limit int) ([]models.PublicChange, error)
	ChangeBefore(ctx context.Context, at time.Time) (int64, error)
	Gazetteer(ctx context.Context) ([]models.Site, error)
	SiteBySlug(ctx context.Context, slug string) (models.Site, error)
	SiteSources(ctx context.Context, slug string) ([]models.SiteSource, error)
	SiteOutline(ctx context.Context, slug string) (models.SiteOutline, error)
	SiteOutlines(ctx context.Context) ([]models.SiteOutline, error)
	OutlinesIn(ctx context.Context, a models.Area, limit int) ([]models.SiteOutline, error)
	Editions(ctx context.Context, slug string) ([]models.Edition, error)
	NewestEditions(ctx context.Context, limit int) ([]models.Edition, error)
}

// Objects gives the bytes of public copies.
type Objects interface {
	ReadAt(ctx context.Context, key string, p []byte, off int64) (int, error)
}

// Browse reads publications. It is safe for many goroutines.
type Browse struct {
	Store
	objects   Objects
	shelf     *shelf
	recent    recent[string, *matches]
	holders   recent[string, *roaring.Bitmap] // by word, or by beginning and "*"
	counted   recent[narrowing, models.Facets]
	rows      recent[uint32, *models.Publication]
	lighter   recent[models.ID, *[]models.Rendition]
	into      recent[string, *[]models.TranslatedInto]
	gazetteer gazetteer
}

// New makes a Browse.
func New(store Store, objects Objects) *Browse {
	return &Browse{
		Store: store, objects: objects, shelf: newShelf(),
		recent: recent[string, *matches]{weigh: weighMatches, budget: 8 << 20}, counted: recent[narrowing, models.Facets]{weigh: weighFacets, budget: 8 << 20},
		holders: recent[string, *roaring.Bitmap]{weigh: (*roaring.Bitmap).GetSizeInBytes, budget: 32 << 20},
		rows:    recent[uint32, *models.Publication]{weigh: weighRow, budget: 16 << 20},
		lighter: recent[models.ID, *[]models.Rendition]{weigh: weighLighter, budget: 4 << 20},
		into:    recent[string, *[]models.TranslatedInto]{weigh: weighInto, budget: 4 << 20},
	}
}

// Warm takes up what is public before the first visitor asks.
func (b *Browse) Warm(ctx context.Context) error {
	_, done, err := b.fresh(ctx)
	if err == nil {
		done()
	}
	return err
}

var reference = regexp.MustCompile(`^LP-\d{4}-\d{4,9}$`)

// Case gives a publication with its versions, newest first. A withdrawn one has its notice only.
func (b *Browse) Case(ctx context.Context, ref string) (models.Publication, []models.Version, error) {
	ref = strings.ToUpper(ref)
	if !reference.MatchString(ref) {
		return models.Publication{}, nil, models.ErrNotFound
	}
	p, err := b.PublicationByRef(ctx, ref)
	if err != nil || p.State == models.Withdrawn {
		return p, nil, err
	}
	versions, err := b.Versions(ctx, ref)
	return p, versions, err
}

// Check bounds a filter that came from a stranger's address.
func Check(f models.SearchFilter) models.SearchFilter {
	cut := func(s string, max int) string {
		s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
		return s[:min(len(s), max)]
	}
	f.Query, f.Region, f.Site = cut(f.Query, 400), cut(f.Region, 100), cut(f.Site, 100)
	f.Country, f.Category = cut(strings.ToUpper(f.Country), 2), cut(strings.ToUpper(f.Category), 8)
	if !slices.Contains(models.Outcomes, f.Outcome) {
		f.Outcome = ""
	}
	if !slices.Contains(models.KPReadings, f.KP) {
		f.KP = ""
	}
	if !slices.Contains(models.FollowUps, f.FollowUp) {
		f.FollowUp = ""
	}
	if !month.MatchString(f.Year) {
		f.Year = ""
	}
	f.Actor, f.Link = cut(f.Actor, 40), cut(f.Link, 40)
	for _, day := range []*string{&f.From, &f.To} {
		if !date.MatchString(*day) {
			*day = ""
		}
	}
	return f
}

var month = regexp.MustCompile(`^\d{4}(-\d{2})?$`)

var date = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)
