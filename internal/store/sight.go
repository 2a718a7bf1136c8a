package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
)

// A Sight is all that a decision about one episode asks of the database.
type Sight struct {
	Revocation int64 // the lane's counter in the same snapshot
	Episode    care.Episode
	Tiers      []care.Tier      // of the episode's subject, by code
	Happenings []care.Happening // undone ones too, in the order recorded
	Covering   bool             // the asker stands in for the episode's worker today
}

// EpisodeSight reads a Sight in two statements. When there is no such episode
// it returns ErrNotFound after the same two statements, with the Revocation
// set; it returns ErrNoNode when this node's row is gone.
func (tx *Tx) EpisodeSight(ctx context.Context, controller, node, lane string, episode, asker care.ID, today calendar.Day) (Sight, error) {
	var s Sight
	found, err := tx.sightEpisode(ctx, &s, controller, node, lane, episode, asker, today)
	if err != nil {
		return s, err
	}
	if err := tx.sightParts(ctx, &s, controller, episode); err != nil {
		return s, fmt.Errorf("reading what stands of episode %s: %w", episode, err)
	}
	if !found {
		return s, fmt.Errorf("reading episode %s: %w", episode, care.ErrNotFound)
	}
	return s, nil
}

func (tx *Tx) sightEpisode(ctx context.Context, s *Sight, controller, node, lane string, episode, asker care.ID, today calendar.Day) (found bool, err error) {
	e := &s.Episode
	var id sql.NullString
	fields := append([]any{&s.Revocation, &s.Covering, &id}, episodeFields(e)...)
	err = tx.one(ctx, `
		SELECT n.revocation, `+covering("$5", "$6")+`, e.id,
			COALESCE(e.controller, ''), COALESCE(e.service, ''), COALESCE(e.id, ''), COALESCE(e.subject, ''),
			COALESCE(e.stage, ''), COALESCE(e.origin, ''), COALESCE(e.team, ''), COALESCE(e.worker, ''),
			COALESCE(e.received_on, ''), COALESCE(e.allocated_on, ''), COALESCE(e.reached_on, ''), COALESCE(e.left_on, ''),
			COALESCE(e.last_contact_on, ''), COALESCE(e.next_on, ''), COALESCE(e.next_what, ''),
			COALESCE(e.restricted_at, ''), COALESCE(e.version, 0)
		FROM node n LEFT JOIN episode e ON e.controller = n.controller AND e.id = $4
		WHERE n.controller = $1 AND n.id = $2 AND n.lane = $3`,
		controller, node, lane, episode, asker, today).Scan(fields...)
	return id.Valid, laneError("reading", lane, err)
}

// sightParts reads tiers and happenings as one list: half of each row is
// shared, and a round trip costs more than a column.
func (tx *Tx) sightParts(ctx context.Context, s *Sight, controller string, episode care.ID) error {
	var part struct {
		happening, undone        bool
		id, episode, by          care.ID
		code, state, day, clause string
		at                       time.Time
	}
	fields := []any{
		&part.happening, &part.id, &part.code, &part.state, &part.day, &part.clause,
		&part.by, instant{&part.at}, &part.episode, &part.undone,
	}
	err := tx.each(ctx, func(r row) error {
		if err := r.Scan(fields...); err != nil {
			return err
		}
		on, err := calendar.Parse(part.day)
		if part.happening {
			s.Happenings = append(s.Happenings, care.Happening{
				ID: part.id, Episode: part.episode, Event: part.code, On: on, At: part.at, By: part.by, Undone: part.undone,
			})
			return err
		}
		s.Tiers = append(s.Tiers, care.Tier{
			Subject: s.Episode.Subject, Episode: part.episode, Code: part.code, Key: part.id, State: care.TierState(part.state),
			LastDay: on, Clause: part.clause, SuspendedBy: part.by, SuspendedUntil: part.at,
		})
		return err
	}, `SELECT FALSE AS happening, key_id AS id, code AS what, state, last_day AS on_day, clause,
			suspended_by AS who, suspended_until AS at, episode, FALSE AS undone
		FROM tier WHERE controller = $1 AND subject = $2
		UNION ALL
		SELECT TRUE, id, event, '', on_day, '', worker, at, episode, undone
		FROM happening WHERE controller = $1 AND episode = $3`, controller, s.Episode.Subject, episode)
	// Sorted here: these are a handful of rows, for which SQLite would build
	// two trees.
	slices.SortFunc(s.Tiers, func(a, b care.Tier) int { return strings.Compare(a.Code, b.Code) })
	slices.SortFunc(s.Happenings, func(a, b care.Happening) int {
		return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Event, b.Event), strings.Compare(string(a.ID), string(b.ID)))
	})
	return err
}
