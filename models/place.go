package models

// Precision says how exactly a place is known or shown, from finest to coarsest.
type Precision string

// The precisions of a place.
const (
	PrecisionExact    Precision = "exact"    // within 100 m
	PrecisionSite     Precision = "site"     // the mine site
	PrecisionDistrict Precision = "district" // about 10 km
	PrecisionRegion   Precision = "region"   // the province or region
	PrecisionCountry  Precision = "country"
)

// Precisions from finest to coarsest.
var Precisions = []Precision{PrecisionExact, PrecisionSite, PrecisionDistrict, PrecisionRegion, PrecisionCountry}

// Within is how far the true place may be from the one that is known or shown, in kilometres; 0 for
// what isn't a precision.
func (p Precision) Within() float64 {
	return map[Precision]float64{PrecisionExact: 0.1, PrecisionSite: 1, PrecisionDistrict: 10, PrecisionRegion: 100, PrecisionCountry: 500}[p]
}

// DatePrecision says how exactly a date is known or shown.
type DatePrecision string

// The precisions of a date. A date is kept as YYYY-MM-DD and shown only as far as its precision.
const (
	DateDay     DatePrecision = "day"
	DateMonth   DatePrecision = "month"
	DateYear    DatePrecision = "year"
	DateUnknown DatePrecision = "unknown"
)

// DatePrecisions from finest to coarsest.
var DatePrecisions = []DatePrecision{DateDay, DateMonth, DateYear, DateUnknown}

// Coarsen cuts a date YYYY-MM-DD to what its precision shows: "2026-03-04", "2026-03", "2026" or "".
// A date that is shorter already stays as it is.
func (p DatePrecision) Coarsen(date string) string {
	n := map[DatePrecision]int{DateDay: 10, DateMonth: 7, DateYear: 4}[p]
	return date[:min(n, len(date))]
}
