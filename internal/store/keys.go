package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"candour/internal/care"
)

// A KeyRow is one data key, wrapped under a key-encryption key.
type KeyRow struct {
	ID         care.ID // time-ordered
	KEKVersion int64
	Wrapped    []byte
	CreatedAt  time.Time
}

const keyColumns = `id, kek_version, wrapped, created_at`

func scanKey(r row) (k KeyRow, err error) {
	err = r.Scan(&k.ID, &k.KEKVersion, &k.Wrapped, instant{&k.CreatedAt})
	return k, err
}

// InsertKeys keeps new wrapped keys. An id already there is ErrConflict.
func (tx *KeyTx) InsertKeys(ctx context.Context, controller string, keys []KeyRow) error {
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rows[i] = []any{controller, k.ID, k.KEKVersion, k.Wrapped, k.CreatedAt}
	}
	err := tx.insert(ctx, `INSERT INTO data_key (controller, id, kek_version, wrapped, created_at)`, rows)
	if err != nil {
		return fmt.Errorf("inserting %d keys: %w", len(keys), err)
	}
	return nil
}

// Keys gives the wrapped keys that exist among ids, by id.
func (tx *KeyTx) Keys(ctx context.Context, controller string, ids ...care.ID) ([]KeyRow, error) {
	var all []KeyRow
	for some := range portions(ids) {
		p := parameters{controller}
		found, err := list(ctx, tx.handle, scanKey, `
			SELECT `+keyColumns+` FROM data_key WHERE controller = $1 AND `+oneOf(&p, "id", some)+` ORDER BY id`, p...)
		if err != nil {
			return nil, fmt.Errorf("reading %d keys: %w", len(ids), err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// DeleteKey deletes a wrapped key: the point of no return. It gives the
// version of the key-encryption key it was wrapped under, 0 when it was gone.
func (tx *KeyTx) DeleteKey(ctx context.Context, controller string, id care.ID) (int64, error) {
	var version int64
	err := tx.one(ctx, `
		DELETE FROM data_key WHERE controller = $1 AND id = $2 RETURNING kek_version`, controller, id).Scan(&version)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return 0, fmt.Errorf("deleting key %s: %w", id, err)
	}
	return version, nil
}

// DeleteKeys deletes many wrapped keys, and gives the version of the
// key-encryption key of each that was there.
func (tx *KeyTx) DeleteKeys(ctx context.Context, controller string, ids []care.ID) (map[care.ID]int64, error) {
	gone := make(map[care.ID]int64, len(ids))
	for some := range portions(ids) {
		p := parameters{controller}
		err := tx.each(ctx, func(r row) error {
			var id care.ID
			var version int64
			err := r.Scan(&id, &version)
			gone[id] = version
			return err
		}, `DELETE FROM data_key WHERE controller = $1 AND `+oneOf(&p, "id", some)+` RETURNING id, kek_version`, p...)
		if err != nil {
			return nil, fmt.Errorf("deleting %d keys: %w", len(some), err)
		}
	}
	return gone, nil
}

// KeysUnder gives keys wrapped under one version, in order of id from after.
func (tx *KeyTx) KeysUnder(ctx context.Context, controller string, version int64, after care.ID, limit int) ([]KeyRow, error) {
	all, err := list(ctx, tx.handle, scanKey, `
		SELECT `+keyColumns+` FROM data_key WHERE controller = $1 AND kek_version = $2 AND id > $3
		ORDER BY id LIMIT CAST($4 AS BIGINT)`, controller, version, after, limit)
	if err != nil {
		return nil, fmt.Errorf("reading keys under version %d: %w", version, err)
	}
	return all, nil
}

// KeysAfter gives keys under any version, in order of id: what a key backup
// copies.
func (tx *KeyTx) KeysAfter(ctx context.Context, controller string, after care.ID, limit int) ([]KeyRow, error) {
	all, err := list(ctx, tx.handle, scanKey, `
		SELECT `+keyColumns+` FROM data_key WHERE controller = $1 AND id > $2 ORDER BY id LIMIT CAST($3 AS BIGINT)`,
		controller, after, limit)
	if err != nil {
		return nil, fmt.Errorf("listing keys: %w", err)
	}
	return all, nil
}

// RewrapKeys replaces wrapped keys that still stand under version from, and
// says how many there were. A key deleted or changed meanwhile stays so.
func (tx *KeyTx) RewrapKeys(ctx context.Context, controller string, from int64, keys []KeyRow) (int64, error) {
	var all int64
	for len(keys) > 0 {
		some := keys[:block(len(keys), tx.bulk)]
		p := parameters{controller, from}
		n, err := tx.exec(ctx, rewrapping(&p, some), p...)
		if err != nil {
			return 0, fmt.Errorf("re-wrapping %d keys: %w", len(some), err)
		}
		all += n
		keys = keys[len(some):]
	}
	return all, nil
}

func rewrapping(p *parameters, keys []KeyRow) string {
	if len(keys) == 1 {
		return `UPDATE data_key SET kek_version = ` + p.add(keys[0].KEKVersion) + `, wrapped = ` + p.add(keys[0].Wrapped) + `
			WHERE controller = $1 AND id = ` + p.add(keys[0].ID) + ` AND kek_version = $2`
	}
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rows[i] = []any{k.ID, k.KEKVersion, k.Wrapped}
	}
	return `UPDATE data_key SET kek_version = v.kek_version, wrapped = v.wrapped
		FROM ` + p.table(rows, "TEXT", "BIGINT", "BYTEA") + ` AS v (id, kek_version, wrapped)
		WHERE data_key.controller = $1 AND data_key.id = v.id AND data_key.kek_version = $2`
}

// OldKeys gives the ids of keys made before an instant, in order from after.
func (tx *KeyTx) OldKeys(ctx context.Context, controller string, before time.Time, after care.ID, limit int) ([]care.ID, error) {
	all, err := list(ctx, tx.handle, scanID, `
		SELECT id FROM data_key WHERE controller = $1 AND created_at < $2 AND id > $3 ORDER BY id LIMIT CAST($4 AS BIGINT)`,
		controller, before, after, limit)
	if err != nil {
		return nil, fmt.Errorf("reading old keys: %w", err)
	}
	return all, nil
}

// CountKeys counts the keys wrapped under one version.
func (tx *KeyTx) CountKeys(ctx context.Context, controller string, version int64) (int64, error) {
	var n int64
	err := tx.one(ctx, `
		SELECT COUNT(*) FROM data_key WHERE controller = $1 AND kek_version = $2`, controller, version).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("counting keys under version %d: %w", version, err)
	}
	return n, nil
}
