package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
)

// A handle runs statements in one transaction, or each by itself.
type handle struct {
	tx runner
	dialect
}

// A runner is a transaction, or a pool whose statements are each one.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// A row can be scanned: *sql.Row and *sql.Rows.
type row interface{ Scan(dest ...any) error }

// exec runs a statement and gives the number of rows it changed.
func (h handle) exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := h.tx.ExecContext(ctx, query, bare(args)...)
	if err != nil {
		return 0, plainly(err)
	}
	return r.RowsAffected()
}

// one runs a statement that gives a row. No row is care.ErrNotFound.
func (h handle) one(ctx context.Context, query string, args ...any) row {
	return oneRow{h.tx.QueryRowContext(ctx, query, bare(args)...)}
}

type oneRow struct{ row *sql.Row }

// Scan reads the row.
func (r oneRow) Scan(dest ...any) error { return plainly(r.row.Scan(dest...)) }

// expect turns a change of no row into miss.
func expect(n int64, err, miss error) error {
	if err == nil && n == 0 {
		return miss
	}
	return err
}

// each runs a query and hands every row to f.
func (h handle) each(ctx context.Context, f func(row) error, query string, args ...any) error {
	rows, err := h.tx.QueryContext(ctx, query, bare(args)...)
	if err != nil {
		return plainly(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return plainly(rows.Err())
}

// list runs a query and collects what scan makes of its rows.
func list[T any](ctx context.Context, h handle, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := h.each(ctx, func(r row) error {
		v, err := scan(r)
		all = append(all, v)
		return err
	}, query, args...)
	return all, err
}

// insert writes rows in blocks: short ones on SQLite, where long VALUES are
// slow, long ones on PostgreSQL, where round trips are. Blocks are powers of
// two, so that few texts are prepared.
func (h handle) insert(ctx context.Context, into string, rows [][]any) error {
	query, of := "", 0
	for len(rows) > 0 {
		n := block(len(rows), h.rows)
		if n != of {
			query, of = into+" VALUES "+tuples(n, len(rows[0])), n
		}
		if _, err := h.exec(ctx, query, slices.Concat(rows[:n]...)...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// block is the largest power of two that is neither more than n nor than most.
func block(n, most int) int { return 1 << (bits.Len(uint(min(n, most))) - 1) }

// tuples writes n rows of parameters: ($1,$2),($3,$4).
func tuples(n, width int) string {
	var b strings.Builder
	for i := range n * width {
		switch {
		case i == 0:
			b.WriteByte('(')
		case i%width == 0:
			b.WriteString("),(")
		default:
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(i + 1))
	}
	b.WriteByte(')')
	return b.String()
}

// parameters collects the values of a statement that is put together.
type parameters []any

// add gives the name under which v is bound.
func (p *parameters) add(v any) string {
	*p = append(*p, v)
	return "$" + strconv.Itoa(len(*p))
}

// most gives the name under which the limit of a list is bound. SQLite parses
// and plans a statement anew at every run when LIMIT is a bare parameter,
// whose value its planner would use; of an expression it only takes the value.
func (p *parameters) most(n int) string { return "CAST(" + p.add(n) + " AS BIGINT)" }

// table writes rows as a table of one statement, for UPDATE … FROM on
// PostgreSQL. casts are the types of the columns, which the first row tells.
func (p *parameters) table(rows [][]any, casts ...string) string {
	var b strings.Builder
	for i, row := range rows {
		for j, v := range row {
			switch {
			case j > 0:
				b.WriteString(", ")
			case i > 0:
				b.WriteString("), (")
			}
			if i == 0 {
				b.WriteString("CAST(" + p.add(v) + " AS " + casts[j] + ")")
			} else {
				b.WriteString(p.add(v))
			}
		}
	}
	return "(VALUES (" + b.String() + "))"
}

// longest is the most values one IN holds.
const longest = 512

// oneOf writes "column IN ($4,$5)", repeating the last value up to a power of
// two so that few texts are prepared. No values: nothing matches.
func oneOf[T any](p *parameters, column string, values []T) string {
	if len(values) == 0 {
		return "1 = 0"
	}
	var b strings.Builder
	b.WriteString(column)
	b.WriteString(" IN (")
	for i := range 1 << bits.Len(uint(len(values)-1)) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(p.add(values[min(i, len(values)-1)]))
	}
	b.WriteByte(')')
	return b.String()
}

// portions cuts a long list of ids to what one IN holds.
func portions[T any](all []T) iter.Seq[[]T] { return slices.Chunk(all, longest) }

// bare turns the house's types into those every driver knows.
func bare(args []any) []any {
	for i, a := range args {
		switch v := a.(type) {
		case care.ID:
			args[i] = string(v)
		case care.TierState:
			args[i] = string(v)
		case calendar.Day:
			args[i] = v.String()
		case time.Time:
			args[i] = stamp(v)
		case int:
			args[i] = int64(v)
		}
	}
	return args
}

// stampLayout is fixed-width UTC text: it sorts as time does on both
// databases, and neither changes it.
const stampLayout = "2006-01-02T15:04:05.000000Z"

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(stampLayout)
}

// An instant scans what stamp wrote.
type instant struct{ into *time.Time }

// Scan implements sql.Scanner.
func (i instant) Scan(src any) error {
	var s string
	switch v := src.(type) {
	case string:
		s = v
	case []byte:
		s = string(v)
	default:
		return fmt.Errorf("a stored time is text, not %T", src)
	}
	if s == "" {
		*i.into = time.Time{}
		return nil
	}
	t, err := time.Parse(stampLayout, s)
	if err != nil {
		return fmt.Errorf("a stored time is not written like %s", stampLayout)
	}
	*i.into = t
	return nil
}
