package simulation

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Wrap gives the wrapper for the connectors of one database of the node, as
// store.Config.Wrap takes it. Db names the database in the trace; databases
// of one name are one database to every node.
func (n *Node) Wrap(db string) func(driver.Connector) driver.Connector {
	return func(inner driver.Connector) driver.Connector {
		n.world.mu.Lock()
		n.dbs[db]++
		pool := n.dbs[db]
		n.world.mu.Unlock()
		return &connector{inner: inner, node: n, db: db, pool: pool}
	}
}

type connector struct {
	inner driver.Connector
	node  *Node
	db    string
	pool  int
}

// Driver implements driver.Connector.
func (c *connector) Driver() driver.Driver { return c.inner.Driver() }

// Connect implements driver.Connector.
func (c *connector) Connect(ctx context.Context) (driver.Conn, error) {
	n := c.node
	cn := &conn{node: n, db: c.db}
	o := &op{kind: opConnect, db: c.db, conn: cn, text: fmt.Sprintf("pool %d", c.pool)}
	o.call = func() error {
		inner, err := c.inner.Connect(context.Background())
		if err != nil {
			return err
		}
		cn.inner = inner
		n.adopt(cn)
		return n.world.engine.connected(cn)
	}
	if err := n.do(ctx, o); err != nil {
		return nil, err
	}
	return cn, nil
}

// adopt numbers a connection and keeps it to be closed when the node dies.
func (n *Node) adopt(c *conn) {
	n.world.mu.Lock()
	defer n.world.mu.Unlock()
	n.connSeq++
	c.id = n.connSeq
	n.conns = append(n.conns, c)
}

func (n *Node) disown(c *conn) {
	n.world.mu.Lock()
	defer n.world.mu.Unlock()
	if i := slices.Index(n.conns, c); i >= 0 {
		n.conns = slices.Delete(n.conns, i, i+1)
	}
}

// A conn is a connection whose every operation parks. It offers what the
// drivers of both databases offer, and reads results whole, outside the
// bubble, so that reading a row is no operation.
type conn struct {
	node  *Node
	db    string
	id    int
	inner driver.Conn
	pid   uint32 // of the PostgreSQL backend
	inTx  bool   // touched only while an operation of this connection runs
}

func (c *conn) do(ctx context.Context, kind, text string, call func() error) error {
	return c.node.do(ctx, &op{kind: kind, db: c.db, conn: c, text: text, call: call})
}

// Prepare implements driver.Conn. Nothing happens until the statement runs.
func (c *conn) Prepare(query string) (driver.Stmt, error) { return &stmt{c, query}, nil }

// PrepareContext implements driver.ConnPrepareContext.
func (c *conn) PrepareContext(_ context.Context, query string) (driver.Stmt, error) {
	return c.Prepare(query)
}

// Begin implements driver.Conn.
func (c *conn) Begin() (driver.Tx, error) { return c.BeginTx(context.Background(), driver.TxOptions{}) }

// BeginTx implements driver.ConnBeginTx.
func (c *conn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	t := &tx{conn: c, task: ctx}
	text := ""
	if opts.Isolation != 0 || opts.ReadOnly {
		text = fmt.Sprintf("isolation %d read-only %t", opts.Isolation, opts.ReadOnly)
	}
	b, ok := c.inner.(driver.ConnBeginTx)
	if !ok {
		return nil, errors.New("simulation: the driver cannot begin with options")
	}
	err := c.do(ctx, opBegin, text, func() (err error) {
		t.inner, err = b.BeginTx(context.Background(), opts)
		c.inTx = err == nil
		return err
	})
	if err != nil {
		return nil, err
	}
	return t, nil
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (res driver.Result, err error) {
	e, ok := c.inner.(driver.ExecerContext)
	if !ok {
		return nil, errors.New("simulation: the driver cannot execute without preparing")
	}
	args = slices.Clone(args)
	err = c.do(ctx, opExec, normalise(query), func() (err error) {
		res, err = e.ExecContext(context.Background(), query, args)
		return err
	})
	return res, err
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	q, ok := c.inner.(driver.QueryerContext)
	if !ok {
		return nil, errors.New("simulation: the driver cannot query without preparing")
	}
	args = slices.Clone(args)
	out := &rows{}
	err := c.do(ctx, opQuery, normalise(query), func() error {
		inner, err := q.QueryContext(context.Background(), query, args)
		if err != nil {
			return err
		}
		*out = rows{}
		return errors.Join(out.read(inner), inner.Close())
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Close implements driver.Conn. The connections of a dead node are closed
// already.
func (c *conn) Close() error {
	err := c.do(context.Background(), opClose, "", func() error {
		c.node.disown(c)
		return c.inner.Close()
	})
	if c.node.Dead() {
		return nil
	}
	return err
}

// ResetSession implements driver.SessionResetter.
func (c *conn) ResetSession(context.Context) error {
	if c.node.Dead() {
		return driver.ErrBadConn
	}
	return nil
}

// IsValid implements driver.Validator.
func (c *conn) IsValid() bool {
	if c.node.Dead() {
		return false
	}
	v, ok := c.inner.(driver.Validator)
	return !ok || v.IsValid()
}

// CheckNamedValue implements driver.NamedValueChecker as the driver does.
func (c *conn) CheckNamedValue(v *driver.NamedValue) error {
	if n, ok := c.inner.(driver.NamedValueChecker); ok {
		return n.CheckNamedValue(v)
	}
	return driver.ErrSkip
}

type tx struct {
	conn  *conn
	inner driver.Tx
	task  context.Context // of the begin: commit and rollback have none
}

// Commit implements driver.Tx.
func (t *tx) Commit() error { return t.end(opCommit, func() error { return t.inner.Commit() }) }

// Rollback implements driver.Tx.
func (t *tx) Rollback() error { return t.end(opRollback, func() error { return t.inner.Rollback() }) }

func (t *tx) end(kind string, call func() error) error {
	// Only the task's name is wanted: the end of a transaction waits for no
	// context.
	return t.conn.do(context.WithoutCancel(t.task), kind, "", func() error {
		err := call()
		t.conn.inTx = err != nil && isBusy(err)
		return err
	})
}

type stmt struct {
	conn  *conn
	query string
}

// Close implements driver.Stmt.
func (s *stmt) Close() error { return nil }

// NumInput implements driver.Stmt: the driver checks the number itself.
func (s *stmt) NumInput() int { return -1 }

// Exec implements driver.Stmt.
func (s *stmt) Exec([]driver.Value) (driver.Result, error) { return nil, driver.ErrSkip }

// Query implements driver.Stmt.
func (s *stmt) Query([]driver.Value) (driver.Rows, error) { return nil, driver.ErrSkip }

// ExecContext implements driver.StmtExecContext.
func (s *stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.conn.ExecContext(ctx, s.query, args)
}

// QueryContext implements driver.StmtQueryContext.
func (s *stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.conn.QueryContext(ctx, s.query, args)
}

// rows are a result read whole.
type rows struct {
	columns []string
	values  [][]driver.Value
}

func (r *rows) read(inner driver.Rows) error {
	r.columns = slices.Clone(inner.Columns())
	for {
		row := make([]driver.Value, len(r.columns))
		if err := inner.Next(row); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		for i, v := range row {
			if b, ok := v.([]byte); ok {
				row[i] = slices.Clone(b)
			}
		}
		r.values = append(r.values, row)
	}
}

// Columns implements driver.Rows.
func (r *rows) Columns() []string { return r.columns }

// Close implements driver.Rows.
func (r *rows) Close() error { r.values = nil; return nil }

// Next implements driver.Rows.
func (r *rows) Next(dest []driver.Value) error {
	if len(r.values) == 0 {
		return io.EOF
	}
	copy(dest, r.values[0])
	r.values = r.values[1:]
	return nil
}
