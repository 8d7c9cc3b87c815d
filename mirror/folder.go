package mirror

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// marker tells that a folder is a copy of ours: in no other is anything removed.
const marker = "mirror.json"

const part = ".part" // what is being written

// folder is where a copy is. Nothing outside of it can be reached through it.
type folder struct {
	root *os.Root
	kept map[string]bool
	Result
}

func openFolder(dir string) (*folder, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f := &folder{root: root, kept: map[string]bool{}}
	if _, err := root.Stat(marker); err == nil {
		return f, nil
	}
	entries, err := fs.ReadDir(root.FS(), ".")
	for _, e := range entries {
		if !hidden(e.Name()) {
			err = fmt.Errorf("%s holds something else (%s); give an empty folder, since what isn't part of the copy is removed", dir, e.Name())
		}
	}
	if err == nil {
		err = f.write(marker, []byte(`{"what":"A copy of a public site, made by loupe mirror. What is not part of it is removed here, save names that begin with a dot."}`+"\n"))
	}
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

func (f *folder) close() { _ = f.root.Close() }

// write puts a file in its place in one step, or leaves it untouched when it is the same already.
func (f *folder) write(name string, body []byte) error {
	f.kept[name] = true
	if old, err := f.root.ReadFile(name); err == nil && bytes.Equal(old, body) {
		return nil
	}
	if dir := path.Dir(name); dir != "." {
		if err := f.root.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	}
	if err := f.root.WriteFile(name+part, body, 0o644); err != nil {
		return err
	}
	f.Written++
	return f.root.Rename(name+part, name)
}

// sweep removes what this run did not keep, and folders that are left empty.
func (f *folder) sweep() error {
	var folders []string
	err := fs.WalkDir(f.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || name == ".":
			return err
		case hidden(e.Name()) && e.IsDir():
			return fs.SkipDir
		case e.IsDir():
			folders = append(folders, name)
		case !f.kept[name] && !hidden(e.Name()):
			f.Removed++
			return f.root.Remove(name)
		}
		return nil
	})
	for i := len(folders) - 1; i >= 0; i-- {
		_ = f.root.Remove(folders[i]) // what isn't empty stays
	}
	return err
}

func hidden(name string) bool { return strings.HasPrefix(name, ".") }
