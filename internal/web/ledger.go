package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var ledgerRoutes = []Route{
	{http.MethodGet, "/ledger", Staff, (*Server).ledger},
	{http.MethodGet, "/ledger/{entry}", Staff, (*Server).ledgerEntry},
	{http.MethodGet, "/ledger/{entry}/proof", Staff, (*Server).ledgerProof},
}

// A ledgerPage is the council's ledger, newest first: acts, roles, days and
// ids, nothing about anybody's life. Beside it stands how to check it without
// trusting this page.
type ledgerPage struct {
	*casework.Ledger
	Pack    *notice.Pack
	Council string
	First   bool // the newest page
	Older   string
}

func (s *Server) ledger(req *request) (page, error) {
	before, err := strconv.ParseInt(req.URL.Query().Get("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	l, err := s.Cases.Ledger(req.Context(), req.who(), before)
	if err != nil {
		return page{}, err
	}
	p := ledgerPage{Ledger: l, Pack: req.session.service, Council: req.session.Worker.Controller, First: before == 0}
	if l.LedgerPage.Older > 0 {
		p.Older = "/ledger?before=" + strconv.FormatInt(l.LedgerPage.Older, 10)
	}
	return show(p.view(s.staffPage(req, "Ledger", l.Entry)))
}

// rows lists entries for the worklist.
func (p ledgerPage) rows(entries []casework.Placed) ui.Worklist {
	var out ui.Worklist
	for _, e := range entries {
		place := "waiting"
		if !e.Pending() {
			place = "No. " + strconv.FormatInt(e.Position, 10)
		}
		d := ui.Deed{
			When: place, Before: actTitle(e), Note: roleTitleOf(p.Pack, e.Role) + " · " + e.Day.Long() + " · " + hour(e),
			Act: ui.Link{Text: "Open", Hidden: "entry " + place, Href: "/ledger/" + e.ID},
		}
		out.Rows = append(out.Rows, d)
	}
	return out
}

// actTitle names an entry by its act and screen, a refusal as such.
func actTitle(e casework.Placed) string {
	title := upperFirst(e.Act)
	if e.Screen != "" && e.Screen != e.Act {
		title += ", " + e.Screen
	}
	if e.Outcome != released {
		title += ": refused"
	}
	return title
}

// released is the outcome of an act that was allowed.
const released = "released"

// hour is the machine's time of an entry in London.
func hour(e casework.Placed) string {
	words := instant(e.At)
	return words[strings.LastIndexByte(words, ' ')+1:]
}

func roleTitleOf(p *notice.Pack, code string) string {
	if p == nil {
		return code
	}
	return roleTitle(p, code)
}

// A ledgerEntryPage is one entry, field by field as it is signed, with the
// file that proves it is in the ledger.
type ledgerEntryPage struct {
	*casework.LedgerEntry
	Pack *notice.Pack
	Rows ui.SummaryList
}

func (s *Server) ledgerEntry(req *request) (page, error) {
	e, err := s.Cases.LedgerEntry(req.Context(), req.who(), req.id("entry"))
	if err != nil {
		return page{}, err
	}
	p := ledgerEntryPage{LedgerEntry: e, Pack: req.session.service}
	p.Rows = p.fields(req)
	return show(p.view(s.staffPage(req, "One entry of the ledger", e.Entry)))
}

// fields lists what the entry says; what it does not say is left out.
func (p ledgerEntryPage) fields(req *request) ui.SummaryList {
	var out ui.SummaryList
	add := func(name string, values ...string) {
		if text := strings.Join(values, ", "); text != "" {
			out.Rows = append(out.Rows, ui.SummaryRow{Key: ui.Cell{Text: name}, Value: ui.Cell{Text: text}})
		}
	}
	e := p.Placed
	add("Act", e.Act)
	add("Outcome", e.Outcome)
	add("Screen", e.Screen)
	add("Calendar day", e.Day.Long())
	add("Machine time", instant(e.At))
	add("Service", e.Service)
	add("Who", e.Actor)
	add("Role", e.Role)
	add("Purposes", e.Purposes...)
	add("Record", e.Subjects...)
	add("Items", e.Items...)
	for _, r := range e.Refused {
		add("Refused", r.Item+" ("+r.Why+")")
	}
	for _, ref := range append(append([]string{}, e.Bases...), e.Clauses...) {
		cell := ui.Cell{Text: ref}
		if c := req.clause(ref); c.Says != "" {
			cell = ui.Cell{Body: clauseOf(p.Pack, c)}
		}
		out.Rows = append(out.Rows, ui.SummaryRow{Key: ui.Cell{Text: "Clause"}, Value: cell})
	}
	add("About", e.Of)
	add("Reason", e.Reason)
	if e.Count > 0 {
		add("Count", strconv.Itoa(e.Count))
	}
	add("Commitment", e.Commitment)
	return out
}

// ledgerProof gives the proof of an entry as a text file.
func (s *Server) ledgerProof(req *request) (page, error) {
	id := req.id("entry")
	proof, err := s.Cases.Proof(req.Context(), req.who(), id)
	if errors.Is(err, casework.ErrPending) {
		return seeOther("/ledger/" + string(id))
	}
	if err != nil {
		return page{}, err
	}
	return page{status: http.StatusOK, file: proof, name: "entry-" + string(id) + ".proof.txt"}, nil
}
