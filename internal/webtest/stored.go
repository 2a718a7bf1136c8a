package webtest

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
)

// A record keeps what the site logged, for tests that look for what must not
// be there.
type record struct {
	mu   sync.Mutex
	text strings.Builder
}

func (r *record) Write(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(b)
}

// Logged gives everything the site has logged so far.
func (s *Site) Logged() string {
	s.log.mu.Lock()
	defer s.log.mu.Unlock()
	return s.log.text.String()
}

// Dirs are the directories in which the site keeps anything: its own, with
// keys and archive, and those of SQLite's files.
func (s *Site) Dirs() []string { return s.dirs }

// changing are the tables that a form may change, each with the columns that
// tell. What is left out moves by itself: entries, since refusals are recorded
// too, counters, leases and when a session was last seen.
var changing = map[string]string{
	"controller": "controller, calendar_day, swept_day",
	"worker":     "*", "cover": "*", "episode": "*", "happening": "*", "tier": "*", "section": "*", "intent": "*",
	"task": "*", "submission": "*", "stat": "*", "send": "*", "publication": "*", "publication_file": "controller, publication, name", "register": "*",
}

// Stored gives for each table that a form may change how many rows it has
// and a digest of them, so that a test can see that nothing was stored.
func (s *Site) Stored() map[string]string {
	s.t.Helper()
	out := map[string]string{}
	for table, columns := range changing {
		rows := s.Rows("SELECT " + columns + " FROM " + table + " ORDER BY 1, 2")
		sum := sha256.New()
		for _, row := range rows {
			fmt.Fprintf(sum, "%q\n", row)
		}
		out[table] = fmt.Sprintf("%d rows, %s", len(rows), hex.EncodeToString(sum.Sum(nil)[:8]))
	}
	return out
}

// Rows reads the data database past every door, as only a test may.
func (s *Site) Rows(query string, args ...any) [][]string {
	s.t.Helper()
	db, err := s.openRaw()
	if err != nil {
		s.t.Fatal(err)
	}
	rows, err := db.QueryContext(s.t.Context(), query, args...)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		s.t.Fatal(err)
	}
	var out [][]string
	for rows.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			s.t.Fatal(err)
		}
		row := make([]string, len(columns))
		for i := range values {
			row[i] = values[i].String
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		s.t.Fatal(err)
	}
	return out
}

// openRaw opens the data database a second time, for reading.
func (s *Site) openRaw() (*sql.DB, error) {
	if s.raw != nil {
		return s.raw, nil
	}
	driver, dsn := "pgx", s.data.URL
	if path, ok := strings.CutPrefix(s.data.URL, "sqlite:"); ok {
		driver, dsn = "sqlite", "file:"+path+"?mode=ro"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return nil, err
	}
	s.raw = db
	s.t.Cleanup(func() { _ = db.Close() })
	return db, nil
}
