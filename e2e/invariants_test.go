package e2e

import (
	"html"
	"net/http"
	"slices"
	"strings"

	"candour/internal/ledger"
	"candour/internal/notice"
	"candour/internal/promise"
)

// invariants holds the site to the six invariants of the house. It may be
// asked at any point of a story.
func (tl *tale) invariants() {
	tl.t.Helper()
	entries := tl.theLedgerVerifies()
	tl.everyReadHasItsEntry(entries)
	tl.everyChangeHasANameAndAReason(entries)
	tl.everythingThatLeftHasItsRecord(entries)
	tl.nothingPersonalInTheOpen()
	tl.everythingStoredIsInThePack(entries)
	tl.theNoticeIsThePacks()
}

// ledger gives every entry of a controller, oldest first.
func (tl *tale) ledger(controller string) []ledger.Entry {
	tl.t.Helper()
	var out []ledger.Entry
	for _, row := range tl.site.Rows("SELECT body FROM entry WHERE controller = $1 ORDER BY at", controller) {
		e, err := ledger.Decode([]byte(row[0]))
		if err != nil {
			tl.t.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

// theLedgerVerifies recomputes every controller's whole ledger, and gives its
// entries.
func (tl *tale) theLedgerVerifies() []ledger.Entry {
	tl.t.Helper()
	if err := tl.site.Node.Integrate(tl.t.Context()); err != nil {
		tl.t.Errorf("invariant 1: %v", err)
	}
	var all []ledger.Entry
	for code, log := range tl.site.Node.Logs {
		audited, err := log.Audit(tl.t.Context())
		if err != nil {
			tl.t.Errorf("invariant 1: the ledger of %s does not verify: %v", code, err)
		}
		entries := tl.ledger(code)
		if int(audited.Size) != len(entries) {
			tl.t.Errorf("invariant 1: the ledger of %s has %d entries, of which %d have a place", code, len(entries), audited.Size)
		}
		all = append(all, entries...)
	}
	return all
}

// everyReadHasItsEntry is the first invariant: the entry that a page said its
// opening made is in the ledger; an entry that shows anybody says why and on
// what basis; none holds anything about anybody.
func (tl *tale) everyReadHasItsEntry(entries []ledger.Entry) {
	tl.t.Helper()
	known := map[string]ledger.Entry{}
	for _, e := range entries {
		known[e.ID] = e
		body, err := e.Encode()
		if err != nil {
			tl.t.Errorf("invariant 1: %v", err)
		}
		tl.without("invariant 1: an entry of the ledger", string(body))
		for _, name := range tl.staff {
			if strings.Contains(string(body), name) {
				tl.t.Errorf("invariant 1: an entry of the ledger names a member of staff")
			}
		}
		if e.Outcome != ledger.Released || len(e.Items) == 0 {
			continue
		}
		if len(e.Purposes) == 0 || len(e.Bases) == 0 || len(e.Subjects) == 0 {
			tl.t.Errorf("invariant 1: %s on %q shows or writes %q for purposes %q on bases %q of subjects %q", e.Act, e.Screen, e.Items, e.Purposes, e.Bases, e.Subjects)
		}
	}
	for id, about := range tl.entries {
		e, ok := known[id]
		switch {
		case !ok:
			tl.t.Errorf("invariant 1: a page said that entry %s recorded it, and there is none", id)
		case about && !slices.Contains(e.Subjects, tl.subject):
			tl.t.Errorf("invariant 1: the entry of a page about the person, on %q, does not name their record", e.Screen)
		}
	}
}

// everyChangeHasANameAndAReason is the second: whatever changed somebody's
// record was done by a named worker, or by the form that opened it or the
// timetable that ended it, and says why.
func (tl *tale) everyChangeHasANameAndAReason(entries []ledger.Entry) {
	tl.t.Helper()
	software := map[string][]string{
		"public form": {"record"},
		"timetable":   {ledger.ActDestroyIntended, ledger.ActDestroyEnded, "record"},
	}
	for _, e := range entries {
		if e.Outcome != ledger.Released || len(e.Subjects) == 0 || slices.Contains([]string{"see", "derive", "index"}, e.Act) {
			continue
		}
		human := slices.ContainsFunc(tl.workers(), func(id string) bool { return id == e.Actor })
		if !human && !slices.Contains(software[e.Role], e.Act) {
			tl.t.Errorf("invariant 2: %q on %q was done by %q in role %q", e.Act, e.Screen, e.Actor, e.Role)
		}
		if e.Reason == "" {
			tl.t.Errorf("invariant 2: %q on %q gives no reason", e.Act, e.Screen)
		}
	}
}

func (tl *tale) workers() []string {
	var out []string
	for _, id := range tl.site.Staff {
		out = append(out, string(id))
	}
	return out
}

// everythingThatLeftHasItsRecord is the third: each send that was decided on
// has the one entry that let it, with purpose, items, bases and the clause.
func (tl *tale) everythingThatLeftHasItsRecord(entries []ledger.Entry) {
	tl.t.Helper()
	shares := map[string]int{}
	for _, e := range entries {
		if e.Act != "share" || e.Outcome != ledger.Released {
			continue
		}
		shares[e.Of]++
		if len(e.Purposes) == 0 || len(e.Items) == 0 || len(e.Clauses) == 0 || e.Reason == "" {
			tl.t.Errorf("invariant 3: a share for %q of %q on %q to %q", e.Purposes, e.Items, e.Clauses, e.Reason)
		}
	}
	left := tl.site.Rows("SELECT id FROM send WHERE state IN ('claimed', 'sent')")
	for _, row := range left {
		if shares[row[0]] != 1 {
			tl.t.Errorf("invariant 3: what left has %d entries, want one", shares[row[0]])
		}
	}
	if len(left) > len(shares) {
		tl.t.Errorf("invariant 3: %d sends and %d entries that let them", len(left), len(shares))
	}
}

// everythingStoredIsInThePack is the fifth: whatever rests sealed is governed
// by an item of the pack with a purpose, a basis, a source and a line that
// ends it, in that item's part.
func (tl *tale) everythingStoredIsInThePack(entries []ledger.Entry) {
	tl.t.Helper()
	pack := promise.Pack(tl.t)
	for _, row := range tl.site.Rows("SELECT kind, item, tier FROM section WHERE controller = 'kent' AND episode <> ''") {
		kind, item, tier := row[0], row[1], row[2]
		if t, ok := pack.Tier(tier); !ok || len(t.Limits) == 0 || t.Clause.Says == "" {
			tl.t.Errorf("invariant 5: a %s rests in part %q, which nothing ends", kind, tier)
		}
		if item != "" {
			tl.governed(pack, kind, item, tier)
		}
	}
	for _, e := range entries {
		for _, item := range e.Items {
			if _, ok := pack.ItemByCode(item); !ok {
				tl.t.Errorf("invariant 5: %s on %q touches %q, which the notice does not name", e.Act, e.Screen, item)
			}
		}
	}
}

func (tl *tale) governed(pack *notice.Pack, kind, code, tier string) {
	tl.t.Helper()
	it, ok := pack.ItemByCode(code)
	if !ok || it.Tier != tier || len(it.From) == 0 || it.Clause.Says == "" {
		tl.t.Errorf("invariant 5: a %s rests in part %q under %q", kind, tier, code)
		return
	}
	purposes := pack.PurposesOf(it.Index)
	if len(purposes) == 0 {
		tl.t.Errorf("invariant 5: %q is held for nothing", code)
	}
	for _, p := range purposes {
		if _, ok := pack.BasisOf(p); !ok {
			tl.t.Errorf("invariant 5: %q is held for %q, which has no basis", code, p)
		}
	}
}

// theNoticeIsThePacks is the sixth: the page that anybody reads says every
// line that the live pack makes, in its order, and its date is that of the
// last change.
func (tl *tale) theNoticeIsThePacks() {
	tl.t.Helper()
	running, err := tl.site.Node.Governance.Standing("kent", "positive-wellbeing")
	if err != nil {
		tl.t.Fatal(err)
	}
	pack := running.Pack
	got := tl.site.Visitor().Get(noticed)
	if got.Status != http.StatusOK {
		tl.t.Fatalf("invariant 6: the notice gives %d", got.Status)
	}
	text, page := html.UnescapeString(got.Body), pack.Page()
	if !strings.Contains(text, page.InForce.Long()) {
		tl.t.Errorf("invariant 6: the notice does not say that it is of %s", page.InForce.Long())
	}
	for _, v := range pack.Versions {
		if v.Date.After(page.InForce) {
			tl.t.Errorf("invariant 6: the notice is dated %s and changed on %s", page.InForce, v.Date)
		}
	}
	for _, section := range page.Sections {
		for _, line := range section.Lines {
			i := strings.Index(text, line.Says)
			if i < 0 {
				tl.t.Fatalf("invariant 6: the published notice does not say, or not in its place, line %d of section %d", line.Number, section.Number)
			}
			text = text[i+len(line.Says):]
		}
	}
}
