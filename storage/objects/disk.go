package objects

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Disk keeps objects as files in a folder. A key's file stands at ab/cd/<key with "/" as "~">, where
// abcd are the first hex digits of the key's SHA-256, so that millions of objects spread over
// 65,536 folders.
//
// A put writes a file of its own in tmp/, syncs it, renames it and syncs the folder: what has been
// acknowledged survives a cut of the power, and a half-written object never has a name.
type Disk struct{ root string }

const tempFolder = "tmp"

// OpenDisk opens the folder, making it when needed, and sweeps what a killed process left half-written.
func OpenDisk(root string) (*Disk, error) {
	temp := filepath.Join(root, tempFolder)
	if err := os.RemoveAll(temp); err != nil {
		return nil, fmt.Errorf("sweeping the object folder: %w", err)
	}
	if err := os.MkdirAll(temp, 0o700); err != nil {
		return nil, fmt.Errorf("making the object folder: %w", err)
	}
	return &Disk{root}, nil
}

func (d *Disk) path(key string) (string, error) {
	if err := checkKey(key); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(key))
	h := hex.EncodeToString(sum[:2])
	return filepath.Join(d.root, h[:2], h[2:], strings.ReplaceAll(key, "/", "~")), nil
}

// Put implements Store.
func (d *Disk) Put(ctx context.Context, key string, r io.Reader, size int64) error {
	path, err := d.path(key)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Join(d.root, tempFolder), "put-") // made with mode 0600
	if err != nil {
		return fmt.Errorf("putting an object: %w", err)
	}
	defer os.Remove(f.Name())
	if err := fill(ctx, f, r, size); err != nil {
		return fmt.Errorf("putting an object: %w", err)
	}
	if err := d.place(f.Name(), path); err != nil {
		return fmt.Errorf("putting an object: %w", err)
	}
	return nil
}

func fill(ctx context.Context, f *os.File, r io.Reader, size int64) error {
	_, err := io.Copy(f, &exactly{r, size})
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// place gives a synced file its name, and makes the name durable: the folder is synced, and so are
// the folders above it when they are new.
func (d *Disk) place(temp, path string) error {
	dir := filepath.Dir(path)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if err := errors.Join(syncFolder(d.root), syncFolder(filepath.Dir(dir))); err != nil {
			return err
		}
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncFolder(dir)
}

func syncFolder(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (d *Disk) open(key string) (*os.File, error) {
	path, err := d.path(key)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotFound
	}
	return f, err
}

// Get implements Store.
func (d *Disk) Get(_ context.Context, key string) (io.ReadCloser, error) {
	f, err := d.open(key)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// ReadAt implements Store.
func (d *Disk) ReadAt(_ context.Context, key string, p []byte, off int64) (int, error) {
	f, err := d.open(key)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return f.ReadAt(p, off)
}

// Size implements Store.
func (d *Disk) Size(_ context.Context, key string) (int64, error) {
	f, err := d.open(key)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Delete implements Store.
func (d *Disk) Delete(_ context.Context, key string) error {
	path, err := d.path(key)
	if err != nil {
		return err
	}
	if err := os.Remove(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return fmt.Errorf("deleting an object: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// List implements Store. It holds all keys of the prefix in memory, to sort them.
func (d *Disk) List(ctx context.Context, prefix string, fn func(string, int64) error) error {
	sizes := map[string]int64{}
	err := filepath.WalkDir(d.root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		if e.IsDir() {
			if path == filepath.Join(d.root, tempFolder) {
				return filepath.SkipDir
			}
			return nil
		}
		if key := strings.ReplaceAll(e.Name(), "~", "/"); strings.HasPrefix(key, prefix) {
			info, err := e.Info()
			if err != nil {
				return err
			}
			sizes[key] = info.Size()
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("listing objects: %w", err)
	}
	keys := make([]string, 0, len(sizes))
	for key := range sizes {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		if err := fn(key, sizes[key]); err != nil {
			return err
		}
	}
	return nil
}

// Check implements Store.
func (d *Disk) Check(ctx context.Context) error {
	const key = "check"
	return errors.Join(d.Put(ctx, key, strings.NewReader("ok"), 2), d.Delete(ctx, key))
}
