package store

import (
	"context"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/policy"
)

// The orders of a list of episodes: by the day received, or by the day of the
// next planned deed, those with none last.
const (
	ByReceived = "received"
	ByNext     = "next"
)

// An EpisodeFilter narrows a list within its Scope. The zero filter gives the
// first page of all, by the day received.
type EpisodeFilter struct {
	Stages      []string // any of these; nil for all
	Unallocated bool     // only those without a worker
	Workers     []care.ID
	IDs         []care.ID // only these; nil for all
	Subjects    []care.ID // only these; nil for all
	Teams       []string
	Order       string // ByReceived ("") or ByNext
	After       Cursor // where the last page ended
	Limit       int    // 0 for 50, at most 1000
}

// A Cursor is a place in a list of episodes. The zero Cursor is before all.
type Cursor struct {
	On calendar.Day
	ID care.ID
}

// CursorAt gives the place just after an episode under a filter's order.
func (f EpisodeFilter) CursorAt(e care.Episode) Cursor {
	if f.Order == ByNext {
		return Cursor{e.NextOn, e.ID}
	}
	return Cursor{e.ReceivedOn, e.ID}
}

// noDay sorts a missing next deed after every day.
const noDay = "9999-12-31"

func (f EpisodeFilter) orderedBy() string {
	if f.Order == ByNext {
		return "CASE WHEN e.next_on = '' THEN '" + noDay + "' ELSE e.next_on END"
	}
	return "e.received_on"
}

func (f EpisodeFilter) limit() int {
	if f.Limit == 0 {
		return 50
	}
	return max(1, min(f.Limit, 1000))
}

// Episodes gives a page of the episodes of a service that are in scope for an
// asker today.
func (tx *Tx) Episodes(ctx context.Context, controller, service string, scope policy.Scope, who policy.Asker, today calendar.Day, f EpisodeFilter) ([]care.Episode, error) {
	var p parameters
	by := f.orderedBy()
	query := `SELECT ` + episodeColumns + ` FROM episode e
		WHERE e.controller = ` + p.add(controller) + ` AND e.service = ` + p.add(service) +
		f.narrow(&p) + f.after(&p, by) + ` AND ` + within(&p, scope, who, today) + `
		ORDER BY ` + by + `, e.id LIMIT ` + p.most(f.limit())
	all, err := list(ctx, tx.handle, scanEpisode, query, p...)
	if err != nil {
		return nil, fmt.Errorf("listing episodes of %s: %w", service, err)
	}
	return all, nil
}

func (f EpisodeFilter) narrow(p *parameters) string {
	var q string
	if len(f.Stages) > 0 {
		q += " AND " + oneOf(p, "e.stage", f.Stages)
	}
	if f.Unallocated {
		q += " AND e.worker = ''"
	}
	if len(f.Workers) > 0 {
		q += " AND " + oneOf(p, "e.worker", f.Workers)
	}
	if len(f.IDs) > 0 {
		q += " AND " + oneOf(p, "e.id", f.IDs)
	}
	if len(f.Subjects) > 0 {
		q += " AND " + oneOf(p, "e.subject", f.Subjects)
	}
	if len(f.Teams) > 0 {
		q += " AND " + oneOf(p, "e.team", f.Teams)
	}
	return q
}

func (f EpisodeFilter) after(p *parameters, by string) string {
	if f.After.ID == "" {
		return ""
	}
	on := f.After.On.String()
	if on == "" {
		on = noDay
	}
	return " AND (" + by + ", e.id) > (" + p.add(on) + ", " + p.add(f.After.ID) + ")"
}

// A ScopedSections asks for the sections of one kind in one living tier of the
// episodes of a service that are in scope: what the name index is built from,
// batch by batch in order of subject.
type ScopedSections struct {
	Service, Tier, Kind string
	Scope               policy.Scope
	Asker               policy.Asker
	Today               calendar.Day
	After, UpTo         care.ID // subjects after the one and up to the other
	Limit               int
}

// SectionsInScope gives a batch of sections, and where the next one begins: ""
// at the end. The batch is cut before anything is joined to it, or PostgreSQL
// may join everything to cut a thousand. What the name index does not ask for
// is left empty: item, parent and day.
func (tx *Tx) SectionsInScope(ctx context.Context, controller string, q ScopedSections) (all []care.Section, last care.ID, err error) {
	p := parameters{controller, q.Tier, q.Kind, q.Service, q.After, q.UpTo}
	query := `
		SELECT s.id, s.subject, s.episode, s.version, s.key_id, s.sealed,
			COALESCE(e.service = $4 AND t.state = 'living' AND (t.last_day = '' OR t.last_day >= ` + p.add(q.Today) + `)
				AND ` + within(&p, q.Scope, q.Asker, q.Today) + `, FALSE)
		FROM (
			SELECT controller, id, subject, episode, tier, version, key_id, sealed FROM section
			WHERE controller = $1 AND tier = $2 AND kind = $3 AND subject > $5 AND subject <= $6
			ORDER BY subject LIMIT ` + p.most(q.Limit) + `) s
		LEFT JOIN tier t ON t.controller = s.controller AND t.subject = s.subject AND t.code = s.tier
		LEFT JOIN episode e ON e.controller = s.controller AND e.id = s.episode`
	n := 0
	err = tx.each(ctx, func(r row) error {
		s, admitted := care.Section{Tier: q.Tier, Kind: q.Kind}, false
		if err := r.Scan(&s.ID, &s.Subject, &s.Episode, &s.Version, &s.Key, &s.Sealed, &admitted); err != nil {
			return err
		}
		n++
		last = max(last, s.Subject)
		if admitted {
			all = append(all, s)
		}
		return nil
	}, query, p...)
	if err != nil {
		return nil, "", fmt.Errorf("reading the sections of %s in scope: %w", q.Service, err)
	}
	if n < q.Limit {
		last = ""
	}
	return all, last, nil
}

// CountEpisodes counts the episodes of a service in scope, by stage. The
// filter's order, place and limit are of no account.
func (tx *Tx) CountEpisodes(ctx context.Context, controller, service string, scope policy.Scope, who policy.Asker, today calendar.Day, f EpisodeFilter) (map[string]int, error) {
	var p parameters
	query := `SELECT e.stage, COUNT(*) FROM episode e
		WHERE e.controller = ` + p.add(controller) + ` AND e.service = ` + p.add(service) +
		f.narrow(&p) + ` AND ` + within(&p, scope, who, today) + ` GROUP BY e.stage`
	counts := map[string]int{}
	err := tx.each(ctx, func(r row) error {
		var stage string
		var n int64
		err := r.Scan(&stage, &n)
		counts[stage] = int(n)
		return err
	}, query, p...)
	if err != nil {
		return nil, fmt.Errorf("counting episodes of %s: %w", service, err)
	}
	return counts, nil
}
