package store_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"candour/internal/care"
	"candour/internal/store"
	"candour/internal/storetest"
)

// seen sets up an episode with everything a sight holds.
func seen(tb testing.TB, db *store.DB, covering care.ID) (care.Episode, []care.Tier, []care.Happening) {
	tb.Helper()
	e := anEpisode()
	e.Worker = id()
	tiers := []care.Tier{aTier(e, "identity"), aTier(e, "referrer"), aTier(e, "sensitive")}
	tiers[0].LastDay, tiers[0].Clause = day("2027-12-31"), "keep.identity"
	happened := []care.Happening{
		{ID: id(), Episode: e.ID, Event: "received", On: day("2026-11-20"), At: noon},
		{ID: id(), Episode: e.ID, Event: "reached", On: day("2026-11-23"), At: noon.Add(time.Hour), By: e.Worker, Undone: true},
	}
	update(tb, db, func(tx *store.Tx) error {
		if err := tx.JoinNode(tb.Context(), kent, "n1", noon); err != nil {
			return err
		}
		if err := tx.InsertEpisode(tb.Context(), kent, &e); err != nil {
			return err
		}
		for _, t := range tiers {
			if err := tx.InsertTier(tb.Context(), kent, t); err != nil {
				return err
			}
		}
		for _, h := range happened {
			if err := tx.AddHappening(tb.Context(), kent, h); err != nil {
				return err
			}
		}
		if err := tx.SuspendTier(tb.Context(), kent, e.Subject, "referrer", e.Worker, noon.Add(10*time.Minute)); err != nil {
			return err
		}
		return tx.PutCover(tb.Context(), kent, store.Cover{Worker: covering, Absent: e.Worker, FromOn: day("2026-11-22"), ToOn: day("2026-11-24")})
	})
	tiers[1].State, tiers[1].SuspendedBy, tiers[1].SuspendedUntil = care.TierSuspended, e.Worker, noon.Add(10*time.Minute)
	return e, tiers, happened
}

func TestEpisodeSightIsAllThatADecisionAsks(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		bryony := id()
		e, tiers, happened := seen(t, db, bryony)
		commit(t, db, func(tx *store.Tx) error { _, err := tx.Revoke(t.Context(), kent); return err })
		sight := func(asker care.ID, today string) store.Sight {
			return read(t, db, func(tx *store.Tx) (store.Sight, error) {
				return tx.EpisodeSight(t.Context(), kent, "n1", store.Views, e.ID, asker, day(today))
			})
		}
		want := store.Sight{Revocation: 1, Episode: e, Tiers: tiers, Happenings: happened, Covering: true}
		same(t, "sight of one who covers", sight(bryony, "2026-11-24"), want)
		want.Covering = false
		same(t, "sight after the cover", sight(bryony, "2026-11-25"), want)
		same(t, "sight of the worker", sight(e.Worker, "2026-11-24"), want)
	})
}

// Whether it is there or not, the same statements run.
func TestEpisodeSightOfNothingRunsTheSameStatements(t *testing.T) {
	storetest.EachDB(t, func(t *testing.T, data, _ store.Config) {
		var n counted
		data.Wrap = n.wrap
		db := storetest.OpenData(t, data)
		found(t, db)
		e, _, _ := seen(t, db, id())
		sight := func(episode care.ID) (s store.Sight, err error) {
			err = db.View(t.Context(), func(tx *store.Tx) error {
				n.statements.Store(0)
				s, err = tx.EpisodeSight(t.Context(), kent, "n1", store.Views, episode, "", day("2026-11-23"))
				return err
			})
			return s, err
		}
		if _, err := sight(e.ID); err != nil {
			t.Fatal(err)
		}
		there := n.statements.Load()
		s, err := sight(id())
		if !errors.Is(err, care.ErrNotFound) || errors.Is(err, store.ErrNoNode) {
			t.Errorf("got %v, want %v", err, care.ErrNotFound)
		}
		if got := n.statements.Load(); got != there || got != 2 {
			t.Errorf("%d statements when there, %d when not; want 2", there, got)
		}
		same(t, "sight of nothing", s, store.Sight{})
	})
}

func TestEpisodeSightWithoutANodeSaysSo(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		e, _, _ := seen(t, db, id())
		refuse(t, db, store.ErrNoNode, func(tx *store.Tx) error {
			_, err := tx.EpisodeSight(t.Context(), kent, "n2", store.Views, e.ID, "", day("2026-11-23"))
			return err
		})
	})
}

// counted counts the statements that pass the seam.
type counted struct{ statements atomic.Int64 }

type countedConnector struct {
	driver.Connector
	n *counted
}

type countedConn struct {
	driver.Conn
	n *counted
}

func (n *counted) wrap(c driver.Connector) driver.Connector { return countedConnector{c, n} }

func (c countedConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return countedConn{conn, c.n}, nil
}

func (c countedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	c.n.statements.Add(1)
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c countedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	c.n.statements.Add(1)
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c countedConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
}
