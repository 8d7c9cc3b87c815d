package gazetteer

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// records reads a file as GeoJSON if it begins as JSON does, else as CSV.
func records(data []byte) ([]record, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		return nil, refuse("gazetteer.error.utf8")
	}
	var out []record
	var err error
	if t := bytes.TrimSpace(data); len(t) == 0 {
		return nil, refuse("gazetteer.error.empty")
	} else if t[0] == '{' || t[0] == '[' {
		out, err = geoJSON(t)
	} else {
		out, err = commas(data)
	}
	if err == nil && len(out) == 0 {
		err = refuse("gazetteer.error.empty")
	}
	return out, err
}

// commas reads CSV (RFC 4180) with a head; commas, semicolons or tabs stand between the fields.
func commas(data []byte) ([]record, error) {
	head, _, _ := strings.Cut(string(data), "\n")
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for _, c := range []rune{';', '\t'} {
		if strings.Count(head, string(c)) > strings.Count(head, string(r.Comma)) {
			r.Comma = c
		}
	}
	names, err := r.Read()
	if err != nil {
		return nil, refuse("gazetteer.error.csv")
	}
	known := map[string]bool{}
	for i, n := range names {
		names[i] = strings.ToLower(strings.TrimSpace(n))
		known[names[i]] = true
	}
	for _, column := range []string{"name", "lat", "lon"} {
		found := false
		for _, n := range columns[column] {
			found = found || known[n]
		}
		if !found {
			return nil, refuse("gazetteer.error.column", "Column", column, "Names", strings.Join(columns[column], ", "))
		}
	}
	var out []record
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if len(out) == MaxRows {
			return nil, refuse("gazetteer.error.rows", "Rows", MaxRows)
		}
		x := record{number: len(out) + 2, values: map[string]string{}}
		if err != nil || len(fields) > len(names) {
			x.wrong = "gazetteer.error.row"
		} else {
			for i, v := range fields {
				x.values[names[i]] = v
			}
		}
		out = append(out, x)
	}
}

// geoJSON reads a FeatureCollection of points and outlines (RFC 7946).
func geoJSON(data []byte) ([]record, error) {
	var file struct {
		Type     string            `json:"type"`
		Features []json.RawMessage `json:"features"`
	}
	if err := json.Unmarshal(data, &file); err != nil || file.Type != "FeatureCollection" {
		return nil, refuse("gazetteer.error.geojson")
	}
	if len(file.Features) > MaxRows {
		return nil, refuse("gazetteer.error.rows", "Rows", MaxRows)
	}
	out := make([]record, len(file.Features))
	for i, raw := range file.Features {
		out[i] = feature(raw)
		out[i].number = i + 1
	}
	return out, nil
}

func feature(raw json.RawMessage) record {
	var f struct {
		Geometry   geometry       `json:"geometry"`
		Properties map[string]any `json:"properties"`
	}
	if json.Unmarshal(raw, &f) != nil {
		return record{wrong: "gazetteer.error.feature"}
	}
	at, outline, wrong := f.Geometry.place()
	if wrong != "" {
		return record{wrong: wrong}
	}
	values := map[string]string{}
	for name, v := range f.Properties {
		switch v := v.(type) {
		case string, bool:
			values[strings.ToLower(name)] = fmt.Sprint(v)
		case float64:
			values[strings.ToLower(name)] = strconv.FormatFloat(v, 'f', -1, 64)
		case []any: // such as several minerals
			parts := make([]string, len(v))
			for i := range v {
				parts[i] = fmt.Sprint(v[i])
			}
			values[strings.ToLower(name)] = strings.Join(parts, "; ")
		}
	}
	out := record{values: values}
	if outline != nil {
		drawn := thin(outline)
		out.outline = &drawn
	}
	if at != nil {
		out.put(at[1], at[0])
	} else if !out.placed() {
		out.put(within(out.outline.Outline))
	}
	return out
}

// put sets the place of a record, whatever its columns say.
func (r record) put(lat, lon float64) {
	for _, column := range []string{"lat", "lon"} {
		for _, name := range columns[column] {
			delete(r.values, name)
		}
	}
	r.values["lat"], r.values["lon"] = strconv.FormatFloat(lat, 'f', -1, 64), strconv.FormatFloat(lon, 'f', -1, 64)
}

// placed tells whether the columns of a record hold a place in degrees.
func (r record) placed() bool {
	lat, ok1 := degrees(r.first("lat"), 90)
	lon, ok2 := degrees(r.first("lon"), 180)
	return ok1 && ok2 && (lat != 0 || lon != 0)
}
