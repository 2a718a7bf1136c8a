package ledger_test

import (
	"testing"
	"time"

	"candour/internal/ledger"
	"candour/internal/notice"
	"candour/packs"
)

// Whatever a pack can make the gate write fits an entry: otherwise a view of
// that item would fail for want of its entry.
func TestEveryCodeOfThePacksFitsAnEntry(t *testing.T) {
	all, err := notice.LoadAll(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, p := range all.Services {
		try := func(what, code string, e ledger.Entry) {
			tried++
			e.ID, e.At = "8c1f9a52-6f0f-4d6e-9d55-2b1f0a6f6a3e", time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
			e.Controller, e.Service = p.Controller.Code, p.Service
			if e.Act == "" {
				e.Act = "see"
			}
			e.Actor, e.Outcome = "timetable", ledger.Released
			if _, err := e.Encode(); err != nil {
				t.Errorf("%s: %s %q: %v", p.Service, what, code, err)
			}
		}
		for _, c := range p.Clauses() {
			try("clause", c.Ref, ledger.Entry{Clauses: []string{c.Ref}, Bases: []string{c.Ref}})
		}
		for _, i := range p.Items {
			try("item", i.Code, ledger.Entry{Items: []string{i.Code}})
		}
		for _, u := range p.Purposes {
			try("purpose", u.Code, ledger.Entry{Purposes: []string{u.Code}})
		}
		for _, r := range p.Roles {
			try("role", r.Code, ledger.Entry{Role: r.Code})
		}
		for _, s := range p.Tiers {
			try("tier", s.Code, ledger.Entry{Reason: s.Code})
		}
		for _, u := range p.Uses {
			for _, act := range u.May {
				try("act", act, ledger.Entry{Act: act})
			}
		}
	}
	if tried < 50 {
		t.Errorf("tried %d codes, too few to show anything", tried)
	}
}
