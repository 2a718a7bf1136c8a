package seal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// makeOutside makes a directory that only its owner may enter, unless it would
// lie inside dataDir, where backups of data would take keys with them.
func makeOutside(dir, dataDir string) error {
	if dir == "" {
		return errors.New("no directory is named")
	}
	inside, err := within(dir, dataDir)
	if err != nil {
		return err
	}
	if inside {
		return ErrInsideData
	}
	return os.MkdirAll(dir, 0o700)
}

// within reports whether path is dir or lies inside it, links followed.
func within(path, dir string) (bool, error) {
	if dir == "" {
		return false, nil
	}
	path, err := resolve(path)
	if err != nil {
		return false, err
	}
	dir, err = resolve(dir)
	if err != nil {
		return false, err
	}
	rel, err := filepath.Rel(dir, path)
	if err != nil {
		return false, err
	}
	return rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)), nil
}

// resolve follows the links of as much of a path as exists.
func resolve(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		return real, nil
	}
	parent := filepath.Dir(path)
	if !errors.Is(err, os.ErrNotExist) || parent == path {
		return "", err
	}
	parent, err = resolve(parent)
	return filepath.Join(parent, filepath.Base(path)), err
}

// writeOnce writes a file that only its owner may read, whole and durable or
// not at all. It returns fs.ErrExist, and changes nothing, when the file is
// there already: a link, unlike a rename, never replaces.
func writeOnce(path string, content []byte) error {
	dir := filepath.Dir(path)
	if err := removeStale(dir, time.Now().Add(-time.Hour)); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, unfinished+"*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

// unfinished begins the names of files that are not yet whole.
const unfinished = ".unfinished-"

// removeStale removes unfinished files that a crash left before a moment. It
// does not overwrite them: one may be a second name of a file in use.
func removeStale(dir string, before time.Time) error {
	left, err := filepath.Glob(filepath.Join(dir, unfinished+"*"))
	if err != nil {
		return err
	}
	for _, path := range left {
		info, err := os.Stat(path)
		if err != nil || info.ModTime().After(before) {
			continue // finished meanwhile, or still being written
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("removing an unfinished file: %w", err)
		}
	}
	return nil
}

// shred overwrites the first n bytes of a file with zeros, makes that durable,
// then removes the file durably.
func shred(path string, n int) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.Write(make([]byte, n))
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes the names in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
