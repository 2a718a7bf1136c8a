package simulation

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// CopySQLite copies SQLite databases, each with its write-ahead log, into a
// folder: what a crash at this moment would leave. It is for [Config.AtStep],
// where nothing runs. The copies keep their base names.
func CopySQLite(into string, databases ...string) error {
	for _, db := range databases {
		for _, path := range []string{db, db + "-wal"} {
			data, err := os.ReadFile(path)
			if errors.Is(err, fs.ErrNotExist) && path != db {
				continue
			}
			if err != nil {
				return fmt.Errorf("copying a database: %w", err)
			}
			if err := os.WriteFile(filepath.Join(into, filepath.Base(path)), data, 0o600); err != nil {
				return fmt.Errorf("copying a database: %w", err)
			}
		}
	}
	return nil
}
