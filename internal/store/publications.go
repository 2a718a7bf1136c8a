package store

import (
	"context"
	"fmt"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
)

// A Publication is one version of a service's notice on its way to the public.
// The zero value of a Step is one not yet taken.
type Publication struct {
	ID        care.ID
	Service   string
	Number    int64  // 1 for a service's first version
	Hash      string // SHA-256 of its files, hex
	State     string // "draft", "checked", "approved", "published"
	Live      bool   // published to serve the public, not as a sample
	Effective calendar.Day
	Drafted   Step
	Checked   Step
	Approved  Step
	Published Step
}

// A Step is who took a version one state further, and when.
type Step struct {
	At time.Time
	By care.ID
}

// A PublicationFile is one file of a version, as it was.
type PublicationFile struct {
	Name   string // "kent/positive-wellbeing/notice.yaml"
	Source []byte
}

const publicationColumns = `id, service, number, hash, state, live, effective_on, drafted_at, drafted_by,
	checked_at, checked_by, approved_at, approved_by, published_at, published_by`

func scanPublication(r row) (p Publication, err error) {
	err = r.Scan(&p.ID, &p.Service, &p.Number, &p.Hash, &p.State, &p.Live, &p.Effective, instant{&p.Drafted.At}, &p.Drafted.By,
		instant{&p.Checked.At}, &p.Checked.By, instant{&p.Approved.At}, &p.Approved.By, instant{&p.Published.At}, &p.Published.By)
	return p, err
}

// InsertPublication keeps a new version with its files and gives it the
// service's next number.
func (tx *Tx) InsertPublication(ctx context.Context, controller string, p *Publication, files []PublicationFile) error {
	err := tx.one(ctx, `SELECT COALESCE(MAX(number), 0) + 1 FROM publication WHERE controller = $1 AND service = $2`,
		controller, p.Service).Scan(&p.Number)
	if err != nil {
		return fmt.Errorf("numbering a version of %s: %w", p.Service, err)
	}
	rows := [][]any{{
		controller, p.ID, p.Service, p.Number, p.Hash, p.State, p.Live, p.Effective, p.Drafted.At, p.Drafted.By,
		p.Checked.At, p.Checked.By, p.Approved.At, p.Approved.By, p.Published.At, p.Published.By,
	}}
	if err := tx.insert(ctx, `INSERT INTO publication (controller, `+publicationColumns+`)`, rows); err != nil {
		return fmt.Errorf("keeping a version of %s: %w", p.Service, err)
	}
	rows = rows[:0]
	for _, f := range files {
		rows = append(rows, []any{controller, p.ID, f.Name, f.Source})
	}
	if err := tx.insert(ctx, `INSERT INTO publication_file (controller, publication, name, source)`, rows); err != nil {
		return fmt.Errorf("keeping the files of a version of %s: %w", p.Service, err)
	}
	return nil
}

// AdvancePublication takes a version out of one state into p's, with p's steps
// and days. ErrConflict says that it was not in that state.
func (tx *Tx) AdvancePublication(ctx context.Context, controller, from string, p Publication) error {
	n, err := tx.exec(ctx, `
		UPDATE publication SET state = $1, live = $2, effective_on = $3, checked_at = $4, checked_by = $5,
			approved_at = $6, approved_by = $7, published_at = $8, published_by = $9
		WHERE controller = $10 AND id = $11 AND state = $12`,
		p.State, p.Live, p.Effective, p.Checked.At, p.Checked.By, p.Approved.At, p.Approved.By, p.Published.At, p.Published.By,
		controller, p.ID, from)
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("taking version %s out of %s: %w", p.ID, from, err)
	}
	return nil
}

// Publications gives every version of a controller, by service, newest first.
func (tx *Tx) Publications(ctx context.Context, controller string) ([]Publication, error) {
	all, err := list(ctx, tx.handle, scanPublication,
		`SELECT `+publicationColumns+` FROM publication WHERE controller = $1 ORDER BY service, number DESC`, controller)
	if err != nil {
		return nil, fmt.Errorf("listing versions: %w", err)
	}
	return all, nil
}

// PublicationFiles gives the files of a version, by name.
func (tx *Tx) PublicationFiles(ctx context.Context, controller string, id care.ID) ([]PublicationFile, error) {
	all, err := list(ctx, tx.handle, func(r row) (f PublicationFile, err error) {
		err = r.Scan(&f.Name, &f.Source)
		return f, err
	}, `SELECT name, source FROM publication_file WHERE controller = $1 AND publication = $2 ORDER BY name`, controller, id)
	if err != nil {
		return nil, fmt.Errorf("reading the files of version %s: %w", id, err)
	}
	return all, nil
}
