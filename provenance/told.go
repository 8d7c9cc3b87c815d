package provenance

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"path"
	"strconv"
	"strings"
	"time"

	"loupe/media"
)

// Maker is the app that wrote a proof.
type Maker string

// The makers whose proofs are read.
const (
	ProofMode Maker = "proofmode"
	Tella     Maker = "tella"
	OpenPGP   Maker = "openpgp" // a signature alone
)

// Told is what a proof says of a file, as a phone wrote it down.
type Told struct {
	SHA256   string // lower-case hex, as told
	Name     string // the file's name on the phone
	Taken    *time.Time
	Written  *time.Time // when the proof was made
	Place    *media.Point
	Accuracy string // metres
	Located  *time.Time
	Provider string // of the place: gps, network, …
	Device   string
	Notes    string
	Rest     []Pair // whatever else is told, bounded
}

// Pair is one more thing that is told.
type Pair struct{ Name, Value string }

const maxPairs = 60

// readTold reads a proof by what is in it, never by its name. ok is false for any other file.
func readTold(body []byte) (maker Maker, told Told, ok bool) {
	names, values, ok := table(body)
	if !ok {
		return "", told, false
	}
	row := map[string]string{}
	for i, name := range names {
		if i < len(values) {
			row[name] = values[i]
		}
	}
	switch {
	case row["File Hash SHA256"] != "":
		maker = ProofMode
	case row["File hash"] != "" && has(row, "File name", "File path"):
		maker = Tella
	default:
		return "", told, false
	}
	told.fill(row)
	for i, name := range names {
		if i < len(values) && values[i] != "" && len(told.Rest) < maxPairs {
			told.Rest = append(told.Rest, Pair{media.Clean(name), media.Clean(values[i])})
		}
	}
	return maker, told, true
}

// table reads a CSV file's head and first row, or a flat JSON object.
func table(body []byte) (names, values []string, ok bool) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		decode := json.NewDecoder(bytes.NewReader(body))
		decode.UseNumber()
		if token, err := decode.Token(); err != nil || token != json.Delim('{') {
			return nil, nil, false
		}
		for decode.More() && len(names) < 4*maxPairs {
			name, err := decode.Token()
			if err != nil {
				return nil, nil, false
			}
			var value any
			if decode.Decode(&value) != nil {
				return nil, nil, false
			}
			names, values = append(names, fmt.Sprint(name)), append(values, strings.TrimSpace(fmt.Sprint(value)))
		}
		return names, values, len(names) > 0
	}
	read := csv.NewReader(bytes.NewReader(body))
	read.LazyQuotes, read.FieldsPerRecord = true, -1
	names, err := read.Read()
	if err != nil || len(names) < 2 || len(names) > 4*maxPairs {
		return nil, nil, false
	}
	values, err = read.Read()
	if err != nil && err != io.EOF {
		return nil, nil, false
	}
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	for i := range values {
		values[i] = strings.TrimSpace(values[i])
	}
	return names, values, true
}

func has(row map[string]string, names ...string) bool {
	for _, name := range names {
		if _, ok := row[name]; ok {
			return true
		}
	}
	return false
}

// fill takes the fields that both apps write, by either's name for them.
func (t *Told) fill(row map[string]string) {
	first := func(names ...string) string {
		for _, name := range names {
			if v := row[name]; v != "" {
				return media.Clean(v)
			}
		}
		return ""
	}
	t.SHA256 = strings.ToLower(first("File Hash SHA256", "File hash"))
	t.Name = path.Base(strings.ReplaceAll(first("File name", "File Path", "File path"), `\`, "/"))
	if t.Name == "." {
		t.Name = ""
	}
	t.Taken = moment(first("File Created", "File Modified", "Timestamp"))
	t.Written = moment(first("Proof Generated"))
	t.Located = moment(first("Location.Time", "Location timestamp"))
	t.Place = place(first("Location.Latitude", "Location latitude"), first("Location.Longitude", "Location longitude"))
	t.Accuracy = first("Location.Accuracy", "Location accuracy")
	t.Provider = first("Location.Provider", "Location provider")
	t.Device = strings.TrimSpace(first("Manufacturer") + " " + first("Hardware"))
	t.Notes = first("Notes")
}

// moment reads a time as RFC 3339 or as milliseconds since 1970.
func moment(s string) *time.Time {
	if at, err := time.Parse(time.RFC3339Nano, s); err == nil && at.Year() >= 1990 && at.Year() < 2200 {
		at = at.UTC()
		return &at
	}
	ms, err := strconv.ParseFloat(s, 64)
	if err != nil || ms < 6e11 || ms > 7e12 {
		return nil
	}
	at := time.UnixMilli(int64(ms)).UTC()
	return &at
}

func place(lat, lon string) *media.Point {
	y, err1 := strconv.ParseFloat(lat, 64)
	x, err2 := strconv.ParseFloat(lon, 64)
	if err1 != nil || err2 != nil || math.IsNaN(x+y) || math.Abs(y) > 90 || math.Abs(x) > 180 || y == 0 && x == 0 {
		return nil
	}
	return &media.Point{Lat: y, Lon: x}
}
