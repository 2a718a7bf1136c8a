package store

import (
	"context"
	"database/sql/driver"
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
	stmts map[string]*rememberedStmt
}

type rememberedStmt struct {
	driver.Stmt
	busy bool // its rows are still being read
}

func newRemembering(c driver.Conn) *remembering {
	return &remembering{Conn: c, stmts: map[string]*rememberedStmt{}}
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
	prepared, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s = &rememberedStmt{Stmt: prepared}
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

// BeginTx implements driver.ConnBeginTx.
func (c *remembering) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
}

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
