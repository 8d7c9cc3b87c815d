package models

// MapTile is what a square of the map shows. A tile is addressed as on the web's maps: zoom z cuts the
// Web Mercator square into 2^z columns (x from the west) and rows (y from the north).
type MapTile struct {
	Clusters []MapCluster `json:"clusters"`
	Spots    []MapSpot    `json:"spots"`
	// Whole tells that Spots are all places of the tile: nothing more comes by looking closer.
	Whole bool `json:"whole"`
}

// MapCluster is several places that lie too close for their own signs.
type MapCluster struct {
	Lat   float64    `json:"lat"`
	Lon   float64    `json:"lon"`
	Cases int        `json:"cases"`
	Box   [4]float64 `json:"box"` // west, south, east, north: what to look at to see them apart
}

// MapSpot is one place as it was published, and the cases whose place it is.
type MapSpot struct {
	Lat        float64   `json:"lat"`
	Lon        float64   `json:"lon"`
	Precision  Precision `json:"precision"`
	Kilometres float64   `json:"km"` // how far the true place may be
	Cases      int       `json:"cases"`
	Newest     uint32    `json:"-"` // ordinal of the newest of them
	Headline
}

// Headline is what a map says of a case.
type Headline struct {
	Ref        string  `json:"ref"`
	Title      string  `json:"title"`
	Language   string  `json:"language"`
	Outcome    Outcome `json:"outcome"`
	OccurredOn string  `json:"occurred_on,omitempty"`
	Country    string  `json:"country"`
	Region     string  `json:"region,omitempty"`
	Site       string  `json:"site,omitempty"` // slug; "" when coarsened
}
