package browse

import (
	"context"

	"loupe/models"
)

// OutlinesZoom is the zoom of the squares by which outlines of sites are asked for.
const OutlinesZoom = 9

const maxOutlines = 200

// Outlines gives the outlines of sites of which something lies in a square of the map.
func (b *Browse) Outlines(ctx context.Context, x, y int) ([]models.SiteOutline, error) {
	if x < 0 || y < 0 || x >= 1<<OutlinesZoom || y >= 1<<OutlinesZoom {
		return nil, models.ErrNotFound
	}
	const side = 1 << (bits - OutlinesZoom)
	north, west := degrees(float64(x)*side, float64(y)*side)
	south, east := degrees(float64(x+1)*side, float64(y+1)*side)
	return b.OutlinesIn(ctx, models.Area{West: west, South: south, East: east, North: north}, maxOutlines)
}
