package main

import (
	"encoding/csv"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// packaged holds the data package descriptor to the profiles of both versions of the specification, and the
// table to what the descriptor says of it: its columns in their order, each cell of its column's type, one row
// for each key.
func packaged(t *testing.T, address string) {
	for _, query := range []string{"", "?country=XM&q=a+b"} {
		_, descriptor := fetch(t, http.MethodGet, address+"/api/v1/datapackage.json"+query, nil)
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(descriptor))
		if err != nil {
			t.Fatal(err)
		}
		for _, version := range []string{"1.0", "2.0"} {
			compiler := jsonschema.NewCompiler()
			compiler.AssertFormat()
			compiler.UseRegexpEngine(patterns)
			schema, err := compiler.Compile(filepath.Join("testdata", "datapackage", version+".json"))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(v); err != nil {
				t.Errorf("version %s: %v", version, err)
			}
		}
	}
	_, descriptor := fetch(t, http.MethodGet, address+"/api/v1/datapackage.json", nil)
	var described struct {
		Resources []struct {
			Path, Format string
			Schema       struct {
				Fields     []struct{ Name, Type string }
				PrimaryKey string
			}
		}
	}
	decode(t, descriptor, &described)
	table := described.Resources[0]
	_, body := fetch(t, http.MethodGet, address+"/api/v1/cases.csv", nil)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) < 2 || table.Format != "csv" || !strings.Contains(table.Path, "/api/v1/cases.csv") {
		t.Fatal(err, len(rows), table.Path)
	}
	if len(rows[0]) != len(table.Schema.Fields) {
		t.Fatalf("%d columns, %d described", len(rows[0]), len(table.Schema.Fields))
	}
	keys := map[string]bool{}
	for n, row := range rows {
		for i, f := range table.Schema.Fields {
			var wrong error
			switch {
			case n == 0:
				if row[i] != f.Name {
					t.Errorf("column %q is described as %q", row[i], f.Name)
				}
			case row[i] == "": // a missing value
			case f.Type == "integer":
				_, wrong = strconv.Atoi(row[i])
			case f.Type == "number":
				_, wrong = strconv.ParseFloat(row[i], 64)
			case f.Type == "datetime":
				_, wrong = time.Parse("2006-01-02T15:04:05Z", row[i])
			case f.Type != "string":
				t.Errorf("%s is a %s", f.Name, f.Type)
			}
			if wrong != nil {
				t.Errorf("row %d, %s: %v", n, f.Name, wrong)
			}
			if f.Name == table.Schema.PrimaryKey {
				if row[i] == "" || keys[row[i]] {
					t.Errorf("row %d has no key of its own: %q", n, row[i])
				}
				keys[row[i]] = true
			}
		}
	}
	if len(keys) != len(rows) {
		t.Errorf("%d keys for %d rows", len(keys), len(rows))
	}
}

// patterns compiles the profiles' patterns. Two look ahead, which Go's can't: both say what a path may be.
func patterns(s string) (jsonschema.Regexp, error) {
	if strings.Contains(s, "(?") {
		return pathPattern(s), nil
	}
	return regexp.Compile(s)
}

type pathPattern string

func (p pathPattern) String() string { return string(p) }

// MatchString wants a whole address, or a path that stays in its folder.
func (p pathPattern) MatchString(s string) bool {
	return regexp.MustCompile(`^((http|ftp)s?://|[^./~:\\][^:\\]*$)`).MatchString(s) && !strings.Contains(s, "..")
}
