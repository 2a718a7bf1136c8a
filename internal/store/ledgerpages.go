package store

import (
	"context"
	"fmt"
)

// EntriesBefore gives placed entries at positions below before, newest first:
// a page of the ledger. A before of 0 begins at the newest.
func (tx *Tx) EntriesBefore(ctx context.Context, controller string, before int64, limit int) ([]EntryRow, error) {
	p := parameters{controller}
	below := ""
	if before > 0 {
		below = ` AND n.position < ` + p.add(before)
	}
	all, err := list(ctx, tx.handle, scanEntry, `
		SELECT `+entryColumns+` FROM entry n WHERE n.controller = $1 AND n.position IS NOT NULL`+below+`
		ORDER BY n.position DESC LIMIT `+p.most(limit), p...)
	if err != nil {
		return nil, fmt.Errorf("reading the entries before %d: %w", before, err)
	}
	return all, nil
}

// NewestPending gives entries without a position, newest first.
func (tx *Tx) NewestPending(ctx context.Context, controller string, limit int) ([]EntryRow, error) {
	all, err := list(ctx, tx.handle, scanEntry, `
		SELECT `+entryColumns+` FROM entry n WHERE n.controller = $1 AND n.position IS NULL
		ORDER BY n.at DESC, n.id DESC LIMIT CAST($2 AS BIGINT)`, controller, limit)
	if err != nil {
		return nil, fmt.Errorf("reading the newest entries: %w", err)
	}
	return all, nil
}
