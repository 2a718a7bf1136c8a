package notice_test

import (
	"slices"
	"strings"
	"testing"

	"candour/internal/calendar"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var opaque = cmp.Options{cmpopts.EquateComparable(calendar.Day{})}

func TestEveryClauseCanBeTakenOut(t *testing.T) {
	was, p := kent(t), kent(t)
	for _, c := range p.Clauses() {
		q, ok := p.Without(c.Ref)
		if !ok {
			t.Errorf("clause %s cannot be taken out", c.Ref)
			continue
		}
		if cmp.Equal(p, q, opaque) {
			t.Errorf("without %s the pack is the same", c.Ref)
		}
	}
	if d := cmp.Diff(was, p, opaque); d != "" {
		t.Errorf("taking clauses out of copies changed the pack:\n%s", d)
	}
	if _, ok := p.Without("keep.nothing"); ok {
		t.Error("a clause that is not there was taken out")
	}
}

func TestLooseningKeepsThePackItself(t *testing.T) {
	was, p := kent(t), kent(t)
	for _, c := range p.Clauses() {
		if q, ok := p.Loosened(c.Ref); ok && cmp.Equal(p, q, opaque) && !slices.Contains([]string{"events.referred", "events.left", "shares[2]"}, c.Ref) {
			t.Errorf("loosening %s changes nothing", c.Ref)
		}
	}
	if d := cmp.Diff(was, p, opaque); d != "" {
		t.Errorf("loosening clauses of copies changed the pack:\n%s", d)
	}
}

func TestWithoutOpensWhatTheClauseClosed(t *testing.T) {
	p := kent(t)
	q, _ := p.Without("never collect.client.date-of-birth")
	it, ok := q.ItemByCode("client.date-of-birth")
	if !ok || len(q.PurposesOf(it.Index)) == 0 {
		t.Error("a date of birth still cannot be collected")
	}
	q, _ = p.Without("never share[0]")
	if s, _ := q.ShareTo("activity provider", "plan"); !slices.Contains(s.Sets, "referrer") {
		t.Error("the referrer's details still cannot be shared")
	}
	q, _ = p.Without("keep.referrer")
	if last, _ := q.Due("referrer", map[string]calendar.Day{"reached": day(t, "2026-12-01")}); !last.IsZero() {
		t.Errorf("the referrer's details still end on %v", last)
	}
	q, _ = p.Loosened("events.reached")
	if e, _ := q.EventOf("voicemail"); e.Code != "reached" {
		t.Error("a voicemail still is no contact")
	}
	q, _ = p.Loosened("collect.client.gender")
	if it, _ := q.ItemByCode("client.gender"); !slices.Contains(it.At, "application") {
		t.Error("gender still cannot be asked at application")
	}
	for _, u := range p.Uses {
		if q, _ := p.Without(u.Clause.Ref); strings.Contains(q.Page().Text(), u.Clause.Says) && u.Clause.Says != "" {
			t.Errorf("the page still says %q", u.Clause.Says)
		}
	}
}
