package openrosa_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"loupe/intake"
	"loupe/models"
	"loupe/openrosa"
)

// webForm reads the sources of the web form: its lists of choices by name, the fields that it takes
// from what was sent, and its patterns. They are private to the door, which this room may not import.
func webForm(t *testing.T) (lists map[string][]string, fields []string, patterns map[string]string) {
	t.Helper()
	lists, patterns = map[string][]string{}, map[string]string{}
	paths, err := filepath.Glob("../server/report/*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no web form: %v", err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if i >= len(n.Values) {
						continue
					}
					switch v := n.Values[i].(type) {
					case *ast.CompositeLit:
						lists[name.Name] = literals(v.Elts)
					case *ast.CallExpr:
						if found := literals(v.Args); len(found) == 1 {
							patterns[name.Name] = found[0]
						}
					}
				}
			case *ast.CallExpr: // v.Get("field")
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Get" && isValues(f.X) {
					fields = append(fields, literals(n.Args)...)
				}
			case *ast.IndexExpr: // v["field"]
				if isValues(n.X) {
					fields = append(fields, literals([]ast.Expr{n.Index})...)
				}
			}
			return true
		})
	}
	return lists, fields, patterns
}

func isValues(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	return ok && (name.Name == "v" || name.Name == "values")
}

func literals(list []ast.Expr) []string {
	var out []string
	for _, e := range list {
		if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if s, err := strconv.Unquote(l.Value); err == nil {
				out = append(out, s)
			}
		}
	}
	return out
}

// TestTheDeviceFormIsTheWebForm fails when the web form gets a choice, a field or a rule that phones
// don't have.
func TestTheDeviceFormIsTheWebForm(t *testing.T) {
	lists, fields, patterns := webForm(t)
	for name, ours := range map[string][]string{"howKnown": openrosa.HowKnown, "actorTypes": openrosa.ActorTypes, "links": openrosa.Links} {
		if !slices.Equal(lists[name], ours) {
			t.Errorf("%s: the web form has %v, phones have %v", name, lists[name], ours)
		}
	}
	if patterns["dateForm"] != openrosa.DateForm.String() {
		t.Errorf("dates: the web form takes %s, phones %s", patterns["dateForm"], openrosa.DateForm)
	}
	if len(fields) < 10 {
		t.Fatalf("found only the fields %v", fields)
	}
	// Of the form's machinery, of the page that a source comes back to, and of letters to a desk; location is of phones only.
	others := []string{"token", "held", "remove", "receipt", "answer", "text", "quote", "purpose"}
	for _, f := range fields {
		if !slices.Contains(openrosa.Names, f) && !slices.Contains(others, f) {
			t.Errorf("the web form asks for %q, phones don't", f)
		}
	}
	for _, name := range openrosa.Names {
		if name != "location" && !slices.Contains(fields, name) {
			t.Errorf("phones are asked for %q, the web form doesn't", name)
		}
	}
	if openrosa.MaxNarrative != intake.MaxNarrative || openrosa.MaxWords != intake.MaxWords {
		t.Errorf("phones may write %d and %d characters, intake takes %d and %d", openrosa.MaxNarrative, openrosa.MaxWords, intake.MaxNarrative, intake.MaxWords)
	}
}

// TestTheFormOffersEveryConsent holds the form to the table in models.
func TestTheFormOffersEveryConsent(t *testing.T) {
	for _, q := range reportForm().Questions {
		if q.Name != "consent" {
			continue
		}
		for i, c := range models.Consents {
			if q.Choices[i].Value != string(c) {
				t.Errorf("choice %d is %s, want %s", i, q.Choices[i].Value, c)
			}
		}
		return
	}
	t.Error("the form doesn't ask for consent")
}
