package loupe_test

import (
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// TestNoPageHidesWhatAllPagesHave: a page embeds web.Page, whose fields and methods its template and its layout
// use. A field of the same name, or one that comes with something else that is embedded, takes their place
// without a word from the compiler: then a title is missing, or a page fails for its one visitor.
func TestNoPageHidesWhatAllPagesHave(t *testing.T) {
	house := house{files: token.NewFileSet(), rooms: map[string]*types.Package{}}
	shared := house.room(t, "loupe/server/web").Scope().Lookup("Page").Type()
	pages := 0
	for room := range rooms {
		if !strings.HasPrefix(room, "server/") {
			continue
		}
		scope := house.room(t, "loupe/"+room).Scope()
		for _, name := range scope.Names() {
			named, ok := scope.Lookup(name).(*types.TypeName)
			if !ok || named.Type() == shared || !embeds(named.Type(), shared) {
				continue
			}
			pages++
			all := types.NewMethodSet(shared)
			for i := range all.Len() {
				checkReached(t, named, all.At(i).Obj())
			}
			fields := shared.Underlying().(*types.Struct)
			for i := range fields.NumFields() {
				checkReached(t, named, fields.Field(i))
			}
		}
	}
	if pages < 50 {
		t.Errorf("looked at %d pages, want all of the doors", pages)
	}
}

// checkReached asserts that a page's template gets the shared thing under its name.
func checkReached(t *testing.T, page *types.TypeName, want types.Object) {
	t.Helper()
	if !want.Exported() || want.Name() == "Form" { // Form makes what a page shows as its own Form
		return
	}
	if got, _, _ := types.LookupFieldOrMethod(page.Type(), true, page.Pkg(), want.Name()); got != want {
		t.Errorf("%s.%s hides %s of web.Page: %v", page.Pkg().Path(), page.Name(), want.Name(), got)
	}
}

// embeds tells whether a struct embeds the other, by way of what it embeds too.
func embeds(in, what types.Type) bool {
	s, ok := in.Underlying().(*types.Struct)
	for i := 0; ok && i < s.NumFields(); i++ {
		if f := s.Field(i); f.Embedded() && (types.Identical(f.Type(), what) || embeds(f.Type(), what)) {
			return true
		}
	}
	return false
}

// house reads the declarations of our own rooms. What comes from elsewhere is left unknown: no page embeds it.
type house struct {
	files *token.FileSet
	rooms map[string]*types.Package
}

func (h house) room(t *testing.T, name string) *types.Package {
	t.Helper()
	room, err := h.Import(name)
	if err != nil {
		t.Fatal(err)
	}
	return room
}

// Import is what the type checker asks for the rooms that a room imports.
func (h house) Import(name string) (*types.Package, error) {
	if room, ok := h.rooms[name]; ok {
		return room, nil
	}
	inside, ours := strings.CutPrefix(name, "loupe/")
	if !ours {
		h.rooms[name] = types.NewPackage(name, path.Base(name))
		h.rooms[name].MarkComplete()
		return h.rooms[name], nil
	}
	dir := filepath.FromSlash(inside)
	found, err := build.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, file := range found.GoFiles {
		parsed, err := parser.ParseFile(h.files, filepath.Join(dir, file), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, parsed)
	}
	unknown := func(error) {} // all that the rest of the world declares
	room, _ := (&types.Config{Importer: h, Error: unknown, IgnoreFuncBodies: true}).Check(name, h.files, files, nil)
	h.rooms[name] = room
	return room, nil
}
