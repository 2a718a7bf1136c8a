package store

import (
	"context"
	"fmt"

	"candour/internal/care"
)

const sectionColumns = `s.id, s.subject, s.episode, s.tier, s.kind, s.item, s.parent, s.on_day, s.version, s.key_id, s.sealed`

func scanSection(r row) (s care.Section, err error) {
	err = r.Scan(&s.ID, &s.Subject, &s.Episode, &s.Tier, &s.Kind, &s.Item, &s.Parent, &s.On, &s.Version, &s.Key, &s.Sealed)
	return s, err
}

// InsertSection keeps a new sealed section at version 1, the version it was
// sealed for.
func (tx *Tx) InsertSection(ctx context.Context, controller string, s *care.Section) error {
	return tx.InsertSections(ctx, controller, []*care.Section{s})
}

// InsertSections keeps many new sections: for loading in bulk.
func (tx *Tx) InsertSections(ctx context.Context, controller string, all []*care.Section) error {
	rows := make([][]any, len(all))
	for i, s := range all {
		s.Version = 1
		rows[i] = []any{controller, s.Subject, s.ID, s.Episode, s.Tier, s.Kind, s.Item, s.Parent, s.On, s.Version, s.Key, s.Sealed}
	}
	err := tx.insert(ctx, `
		INSERT INTO section (controller, subject, id, episode, tier, kind, item, parent, on_day, version, key_id, sealed)`, rows)
	if err != nil {
		return fmt.Errorf("inserting %d sections: %w", len(all), err)
	}
	return nil
}

// UpdateSection keeps new sealed bytes, sealed for s.Version+1, and moves s's
// version on. It returns ErrConflict if the section changed since s was read.
func (tx *Tx) UpdateSection(ctx context.Context, controller string, s *care.Section) error {
	n, err := tx.exec(ctx, `
		UPDATE section SET on_day = $1, key_id = $2, sealed = $3, version = version + 1
		WHERE controller = $4 AND subject = $5 AND id = $6 AND version = $7`,
		s.On, s.Key, s.Sealed, controller, s.Subject, s.ID, s.Version)
	if err := expect(n, err, care.ErrConflict); err != nil {
		return fmt.Errorf("updating section %s: %w", s.ID, err)
	}
	s.Version++
	return nil
}

// Section gives one section, or ErrNotFound.
func (tx *Tx) Section(ctx context.Context, controller string, id care.ID) (*care.Section, error) {
	s, err := scanSection(tx.one(ctx, `
		SELECT `+sectionColumns+` FROM section s WHERE s.controller = $1 AND s.id = $2`, controller, id))
	if err != nil {
		return nil, fmt.Errorf("reading section %s: %w", id, err)
	}
	return &s, nil
}

// Sections gives the sections of a subject record in some tiers, by day. Some
// kinds only, where kinds are named.
func (tx *Tx) Sections(ctx context.Context, controller string, subject care.ID, tiers []string, kinds ...string) ([]care.Section, error) {
	p := parameters{controller, subject}
	query := `SELECT ` + sectionColumns + ` FROM section s
		WHERE s.controller = $1 AND s.subject = $2 AND ` + oneOf(&p, "s.tier", tiers)
	if len(kinds) > 0 {
		query += " AND " + oneOf(&p, "s.kind", kinds)
	}
	all, err := list(ctx, tx.handle, scanSection, query+` ORDER BY s.on_day, s.id`, p...)
	if err != nil {
		return nil, fmt.Errorf("reading the sections of subject %s: %w", subject, err)
	}
	return all, nil
}

// SectionsOf gives the sections of one kind of many subject records: what a
// list opens. Some tiers only, where tiers are named.
func (tx *Tx) SectionsOf(ctx context.Context, controller string, subjects []care.ID, kind string, tiers ...string) (map[care.ID][]care.Section, error) {
	of := make(map[care.ID][]care.Section, len(subjects))
	for some := range portions(subjects) {
		p := parameters{controller, kind}
		query := `SELECT ` + sectionColumns + ` FROM section s
			WHERE s.controller = $1 AND s.kind = $2 AND ` + oneOf(&p, "s.subject", some)
		if len(tiers) > 0 {
			query += " AND " + oneOf(&p, "s.tier", tiers)
		}
		all, err := list(ctx, tx.handle, scanSection, query+` ORDER BY s.subject, s.on_day, s.id`, p...)
		if err != nil {
			return nil, fmt.Errorf("reading the sections of %d subjects: %w", len(subjects), err)
		}
		for _, s := range all {
			of[s.Subject] = append(of[s.Subject], s)
		}
	}
	return of, nil
}

// EachSection streams the sections of one kind in one living tier of every
// subject record of a service, in order of subject: what the name index is
// built from. It stops at f's first error.
func (tx *Tx) EachSection(ctx context.Context, controller, service, tier, kind string, f func(care.Section) error) error {
	err := tx.each(ctx, func(r row) error {
		s, err := scanSection(r)
		if err != nil {
			return err
		}
		return f(s)
	}, `SELECT `+sectionColumns+` FROM section s
		JOIN tier t ON t.controller = s.controller AND t.subject = s.subject AND t.code = s.tier
		JOIN episode e ON e.controller = s.controller AND e.id = s.episode
		WHERE s.controller = $1 AND s.tier = $2 AND s.kind = $3 AND t.state = 'living' AND e.service = $4
		ORDER BY s.subject, s.id`, controller, tier, kind, service)
	if err != nil {
		return fmt.Errorf("streaming the sections of %s: %w", service, err)
	}
	return nil
}

// DeleteSections purges the sections of one tier and says how many there were.
func (tx *Tx) DeleteSections(ctx context.Context, controller string, subject care.ID, tier string) (int64, error) {
	n, err := tx.exec(ctx, `
		DELETE FROM section WHERE controller = $1 AND subject = $2 AND tier = $3`, controller, subject, tier)
	if err != nil {
		return 0, fmt.Errorf("purging tier %s of subject %s: %w", tier, subject, err)
	}
	return n, nil
}
