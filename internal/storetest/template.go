package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"candour/internal/store"
)

// templating is the advisory lock under which one test binary makes the
// templates of a server that several share.
const templating = 0x63616e74

// shared is the server of this test binary, with its template databases.
var shared = sync.OnceValues(func() (*Server, error) {
	s, err := connect()
	if err != nil {
		return nil, err
	}
	if err := s.prepare(context.Background()); err != nil {
		return nil, fmt.Errorf("preparing test databases: %w", err)
	}
	return s, nil
})

func connect() (*Server, error) {
	if address := os.Getenv("CANDOUR_TEST_POSTGRES"); address != "" {
		return given(address)
	}
	return start()
}

// Shared gives the server that Postgres makes its databases on: for tests that
// look at its files.
func Shared() (*Server, error) { return shared() }

// prepare makes one migrated template per kind of database, named after its
// migrations, unless another test binary has.
func (s *Server) prepare(ctx context.Context) error {
	conn, err := s.admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", templating); err != nil {
		return err
	}
	defer conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", templating)
	for i, kind := range []string{"migrations", "keymigrations"} {
		hash, err := migrationsHash(kind)
		if err != nil {
			return err
		}
		s.templates[i] = "candour_template_" + hash
		var there bool
		err = conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", s.templates[i]).Scan(&there)
		if err != nil {
			return err
		}
		if there {
			continue
		}
		if err := s.makeTemplate(ctx, s.templates[i], kind); err != nil {
			return err
		}
	}
	return nil
}

// makeTemplate migrates under another name: what bears the name is whole.
func (s *Server) makeTemplate(ctx context.Context, name, kind string) error {
	making := "candour_making_" + random()
	if err := s.create(ctx, making, "template0"); err != nil {
		return err
	}
	c := store.Config{URL: s.URL(making)}
	var err error
	if kind == "keymigrations" {
		err = openAndClose(store.OpenKeys(ctx, c))
	} else {
		err = openAndClose(store.Open(ctx, c))
	}
	if err != nil {
		return err
	}
	_, err = s.admin.ExecContext(ctx, "ALTER DATABASE "+making+" RENAME TO "+name)
	return err
}

func openAndClose[T interface{ Close() error }](db T, err error) error {
	if err != nil {
		return err
	}
	return db.Close()
}

func migrationsHash(kind string) (string, error) {
	root, err := repository()
	if err != nil {
		return "", err
	}
	files, err := filepath.Glob(filepath.Join(root, "internal", "store", kind, "*.sql"))
	if err != nil || len(files) == 0 {
		return "", errors.Join(err, fmt.Errorf("no %s in the repository", kind))
	}
	slices.Sort(files)
	h := sha256.New()
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return "", err
		}
		h.Write(text)
	}
	return fmt.Sprintf("%x", h.Sum(nil)[:8]), nil
}
