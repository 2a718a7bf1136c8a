package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
)

// remembered is how many prepared statements one SQLite connection keeps.
const remembered = 256

// remembering keeps the statements of one SQLite connection prepared: parsing
// and planning cost several times what a point read does. It sits below
// Config.Wrap, at the driver, where a connection has one user at a time and
// no lock is needed. (pgx keeps prepared statements by itself.)
//
// A remembered statement is not interrupted half-way: the driver would start a
// goroutine for each to watch the context. database/sql watches it between
// statements and between rows, which is often enough.
type remembering struct {
	driver.Conn
	begin string // how this connection begins a transaction
	stmts map[string]*rememberedStmt
}

type rememberedStmt struct {
	driver.Stmt
	takes []int // which argument each parameter takes, from 0
	busy  bool  // its rows are still being read
}

func newRemembering(c driver.Conn, begin string) *remembering {
	return &remembering{Conn: c, begin: begin, stmts: map[string]*rememberedStmt{}}
}

// unnumbered writes ? for every $N and tells which N each is, from 0: the
// driver finds the value of a numbered parameter by comparing its name with
// the name of every value. No text of this package holds a $ in quotes.
func unnumbered(query string) (string, []int) {
	var b strings.Builder
	b.Grow(len(query))
	var takes []int
	for query != "" {
		before, after, found := strings.Cut(query, "$")
		digits := len(after) - len(strings.TrimLeft(after, "0123456789"))
		b.WriteString(before)
		if n, err := strconv.Atoi(after[:digits]); err == nil {
			takes = append(takes, n-1)
			b.WriteByte('?')
		} else if found {
			b.WriteByte('$')
		}
		query = after[digits:]
	}
	return b.String(), takes
}

// arrange puts the arguments in the order in which the parameters take them.
func (s *rememberedStmt) arrange(args []driver.NamedValue) ([]driver.NamedValue, error) {
	if len(s.takes) == 0 {
		return args, nil
	}
	out := make([]driver.NamedValue, len(s.takes))
	for i, n := range s.takes {
		if n < 0 || n >= len(args) {
			return nil, fmt.Errorf("a statement of %d arguments takes number %d", len(args), n+1)
		}
		out[i] = driver.NamedValue{Ordinal: i + 1, Value: args[n].Value}
	}
	return out, nil
}

// statement gives the prepared statement, or nil when the text must be run
// without one: it is being read, or the memory is full.
func (c *remembering) statement(ctx context.Context, query string) (*rememberedStmt, error) {
	s := c.stmts[query]
	if s != nil && !s.busy {
		return s, nil
	}
	if s != nil || len(c.stmts) >= remembered {
		return nil, nil
	}
	text, takes := unnumbered(query)
	prepared, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s = &rememberedStmt{Stmt: prepared, takes: takes}
	c.stmts[query] = s
	return s, nil
}

// QueryContext implements driver.QueryerContext.
func (c *remembering) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
	}
	if args, err = s.arrange(args); err != nil {
		return nil, err
	}
	rows, err := s.Stmt.(driver.StmtQueryContext).QueryContext(context.WithoutCancel(ctx), args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &rememberedRows{rows, s}, nil
}

// ExecContext implements driver.ExecerContext. Text without parameters may be
// several statements, as migrations are, and is not remembered.
func (c *remembering) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if len(args) > 0 {
		s, err := c.statement(ctx, query)
		if err != nil {
			return nil, err
		}
		if s != nil {
			if args, err = s.arrange(args); err != nil {
				return nil, err
			}
			return s.Stmt.(driver.StmtExecContext).ExecContext(context.WithoutCancel(ctx), args)
		}
	}
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

// rememberedRows gives its statement back when it is closed.
type rememberedRows struct {
	driver.Rows
	stmt *rememberedStmt
}

// Close implements driver.Rows.
func (r *rememberedRows) Close() error {
	r.stmt.busy = false
	return r.Rows.Close()
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *remembering) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
}

// BeginTx implements driver.ConnBeginTx. SQLite has one isolation and its
// readers are told apart by their connection, so the options ask for nothing.
func (c *remembering) BeginTx(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	if err := c.run(ctx, c.begin); err != nil {
		return nil, err
	}
	return rememberedTx{c}, nil
}

// run executes one remembered statement without parameters.
func (c *remembering) run(ctx context.Context, text string) error {
	s, err := c.statement(ctx, text)
	if err != nil {
		return err
	}
	if s == nil {
		_, err = c.Conn.(driver.ExecerContext).ExecContext(ctx, text, nil)
		return err
	}
	_, err = s.Stmt.(driver.StmtExecContext).ExecContext(context.WithoutCancel(ctx), nil)
	return err
}

// A rememberedTx ends the transaction of its connection.
type rememberedTx struct{ conn *remembering }

// Commit implements driver.Tx. A transaction that could not commit is rolled
// back: database/sql takes the connection for free afterwards.
func (t rememberedTx) Commit() error {
	err := t.conn.run(context.Background(), "COMMIT")
	if err != nil {
		_ = t.Rollback() // SQLite may have done so itself
	}
	return err
}

// Rollback implements driver.Tx.
func (t rememberedTx) Rollback() error { return t.conn.run(context.Background(), "ROLLBACK") }

// Ping implements driver.Pinger.
func (c *remembering) Ping(ctx context.Context) error {
	return c.Conn.(driver.Pinger).Ping(ctx)
}

// ResetSession implements driver.SessionResetter.
func (c *remembering) ResetSession(ctx context.Context) error {
	return c.Conn.(driver.SessionResetter).ResetSession(ctx)
}

// IsValid implements driver.Validator.
func (c *remembering) IsValid() bool { return c.Conn.(driver.Validator).IsValid() }

// Close implements driver.Conn.
func (c *remembering) Close() error {
	for _, s := range c.stmts {
		_ = s.Stmt.Close()
	}
	clear(c.stmts)
	return c.Conn.Close()
}
