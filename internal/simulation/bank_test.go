package simulation_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"candour/internal/simulation"

	"modernc.org/sqlite"
)

// A bank is the smallest application that can be wrong in every way the
// simulator is for: accounts in one database, receipts of its customers in
// the test's memory.
type bank struct {
	fresh     func(w *simulation.World) opener // one new database a run
	transfer  func(ctx context.Context, t teller, id, from, to string) error
	nodes     int
	each      int // transfers of one task
	isolation sql.IsolationLevel
}

// A teller moves money for one node and gives receipts.
type teller struct {
	node *simulation.Node
	db   *sql.DB
	told map[string]bool

	isolation sql.IsolationLevel
}

// receipt tells the customer, unless the node dies first.
func (t teller) receipt(ctx context.Context, id string) error {
	if err := t.node.Point(ctx, "receipt"); err != nil {
		return err
	}
	t.told[id] = true
	return nil
}

// An opener opens the run's database for a node.
type opener func(n *simulation.Node) (*sql.DB, error)

const (
	accounts = 3
	opening  = 100
)

var schema = []string{
	`CREATE TABLE account (name TEXT NOT NULL PRIMARY KEY, balance BIGINT NOT NULL)`,
	`CREATE TABLE moved (id TEXT NOT NULL PRIMARY KEY)`,
	`INSERT INTO account (name, balance) VALUES ('a0', 100), ('a1', 100), ('a2', 100)`,
}

func (b bank) story() simulation.Story {
	return func(w *simulation.World) error {
		open := b.fresh(w)
		told := map[string]bool{} // receipts given; tasks of different nodes never touch it at once
		for i := range b.nodes {
			n := w.Node(fmt.Sprintf("n%d", i))
			n.Go("teller", func(ctx context.Context) error { return b.serve(ctx, n, open, told) })
		}
		if err := w.Wait(); err != nil {
			return err
		}
		return audit(w, open, told)
	}
}

func (b bank) serve(ctx context.Context, n *simulation.Node, open opener, told map[string]bool) error {
	db, err := open(n)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	for i := range b.each {
		id := fmt.Sprintf("%s-%d", n.Name(), i)
		from, to := fmt.Sprintf("a%d", i%accounts), fmt.Sprintf("a%d", (i+1)%accounts)
		if err := b.transfer(ctx, teller{node: n, db: db, told: told, isolation: b.isolation}, id, from, to); err != nil {
			return err
		}
	}
	return nil
}

// audit opens the bank anew: no money made or lost, every receipt honoured.
func audit(w *simulation.World, open opener, told map[string]bool) error {
	db, err := open(w.Node("auditor"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	var total int
	if err := db.QueryRow(`SELECT CAST(sum(balance) AS BIGINT) FROM account`).Scan(&total); err != nil {
		return err
	}
	if total != accounts*opening {
		return fmt.Errorf("the accounts hold %d, not %d", total, accounts*opening)
	}
	for id := range told {
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM moved WHERE id = $1`, id).Scan(&n); err != nil {
			return err
		}
		if n != 1 {
			return fmt.Errorf("receipt %s was given and the transfer is not there", id)
		}
	}
	return nil
}

// statements are the parts of a transfer, which some tellers do wrongly.
func debit(ctx context.Context, q interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}, from string,
) error {
	_, err := q.ExecContext(ctx, `UPDATE account SET balance = balance - 1 WHERE name = $1`, from)
	return err
}

func credit(ctx context.Context, q interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}, id, to string,
) error {
	if _, err := q.ExecContext(ctx, `UPDATE account SET balance = balance + 1 WHERE name = $1`, to); err != nil {
		return err
	}
	_, err := q.ExecContext(ctx, `INSERT INTO moved (id) VALUES ($1)`, id)
	return err
}

func rightly(ctx context.Context, t teller, id, from, to string) error {
	err := t.transaction(ctx, func(tx *sql.Tx) error {
		return errors.Join(debit(ctx, tx, from), credit(ctx, tx, id, to))
	})
	if err != nil {
		return err
	}
	return t.receipt(ctx, id)
}

func (t teller) transaction(ctx context.Context, f func(*sql.Tx) error) error {
	return retry(ctx, func() error {
		tx, err := t.db.BeginTx(ctx, &sql.TxOptions{Isolation: t.isolation})
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }()
		if err := f(tx); err != nil {
			return err
		}
		return tx.Commit()
	})
}

func withoutTransaction(ctx context.Context, t teller, id, from, to string) error {
	if err := errors.Join(debit(ctx, t.db, from), credit(ctx, t.db, id, to)); err != nil {
		return err
	}
	return t.receipt(ctx, id)
}

// readThenWrite reads the balance outside the transaction that writes it.
func readThenWrite(ctx context.Context, t teller, id, from, to string) error {
	var balance int
	if err := t.db.QueryRowContext(ctx, `SELECT balance FROM account WHERE name = $1`, from).Scan(&balance); err != nil {
		return err
	}
	return t.transaction(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE account SET balance = $1 WHERE name = $2`, balance-1, from)
		return errors.Join(err, credit(ctx, tx, id, to))
	})
}

// receiptFirst tells the customer before the commit.
func receiptFirst(ctx context.Context, t teller, id, from, to string) error {
	return t.transaction(ctx, func(tx *sql.Tx) error {
		return errors.Join(debit(ctx, tx, from), credit(ctx, tx, id, to), t.receipt(ctx, id))
	})
}

func retry(ctx context.Context, f func() error) error {
	for {
		err := f()
		if err == nil || !passing(err) {
			return err
		}
		select {
		case <-time.After(time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// onSQLite gives each run a copy of one prepared file.
func onSQLite(t *testing.T) func(*simulation.World) opener {
	t.Helper()
	return onSQLiteAt(t, func(string) {})
}

// onSQLiteAt is onSQLite, which also says where each run's file is.
func onSQLiteAt(t *testing.T, at func(path string)) func(*simulation.World) opener {
	t.Helper()
	dir := shared(t)
	prepared := filepath.Join(dir, "prepared.db")
	db, err := sql.Open("sqlite", "file:"+prepared+"?_pragma=journal_mode(wal)")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range schema {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	image, err := os.ReadFile(prepared)
	if err != nil {
		t.Fatal(err)
	}
	runs := 0
	return func(*simulation.World) opener {
		runs++
		path := filepath.Join(dir, fmt.Sprintf("run%d.db", runs))
		for _, old := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(filepath.Join(dir, fmt.Sprintf("run%d.db", runs-1)) + old)
		}
		if err := os.WriteFile(path, image, 0o600); err != nil {
			t.Error(err)
		}
		at(path)
		return func(n *simulation.Node) (*sql.DB, error) {
			c, err := sqlite.NewConnector("file:" + path + "?_txlock=immediate&_busy_timeout=0&_pragma=journal_mode(wal)&_pragma=synchronous(full)")
			if err != nil {
				return nil, err
			}
			db := sql.OpenDB(n.Wrap("bank")(c))
			db.SetMaxOpenConns(1)
			return db, nil
		}
	}
}

// shared gives a folder in memory where there is one.
func shared(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "candour-simulation-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}
