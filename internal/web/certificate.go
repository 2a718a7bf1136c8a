package web

import (
	"net/http"
	"strconv"
	"time"

	"candour/internal/calendar"
	"candour/internal/retention"
	"candour/internal/web/ui"
)

var certificateRoutes = []Route{
	{http.MethodGet, "/certificates/{id}", Staff, (*Server).certificate},
}

// A certificatePage says what can no longer be read and whether that is final,
// on whose word, and what remains.
type certificatePage struct {
	ui.Certificate
}

func (s *Server) certificate(req *request) (page, error) {
	c, err := s.Retention.Certificate(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	return show(certificatePage{certificateOf(c)}.view(s.staffPage(req, "Certificate of destruction", c.Entry)))
}

func certificateOf(c *retention.Certificate) ui.Certificate {
	out := ui.Certificate{Summary: certificateSummary(c)}
	called := c.Intent.Tier
	if c.Pack != nil {
		out.Issuer, called = c.Pack.Controller.Name+" · "+c.Pack.Title, c.Tier.Called
	}
	out.States = []ui.CertificateState{
		{Name: "Unreadable", When: instant(c.CreatedAt), Current: c.KeyDeletedAt.IsZero()},
		{Name: destroyedState(c), When: instant(c.FinishedAt), Current: !c.KeyDeletedAt.IsZero() && c.FinalAt.IsZero()},
		{Name: "Final", When: instant(c.FinalAt), Current: !c.FinalAt.IsZero()},
	}
	what := ui.CertificatePart{Title: "What was destroyed", Rows: []ui.CertificateRow{
		{Name: "Part", Text: called}, {Name: "Kept to the end of", Text: c.OnDay.Long()}, {Name: "Why", Text: reasonWords(c.Reason)},
	}}
	if c.Clause.Says != "" {
		clause := clauseOf(c.Pack, c.Clause)
		what.Rows = append(what.Rows, ui.CertificateRow{Name: "Promise", Clause: &clause})
	}
	if c.EntryID != "" {
		entry := "/ledger/" + string(c.EntryID)
		out.Links = []ui.Link{{Text: "Download the proof", Href: entry + "/proof"}, {Text: "See the entry", Href: entry}, {Text: "How anyone can check it", Href: "/ledger"}}
	}
	out.Parts = []ui.CertificatePart{what, {Title: "What remains", Rows: remaining(c)}, {
		Title: "Check it yourself", Rows: []ui.CertificateRow{
			{Name: "Record", Code: string(c.Intent.ID)}, {Name: "Entry of the end", Code: string(c.EntryID)},
			{Name: "How", Code: "candour audit prove " + string(c.EntryID)},
		},
	}}
	return out
}

// destroyedState names the middle state: pending while a copy of the wrapped
// key may still be somewhere.
func destroyedState(c *retention.Certificate) string {
	if c.FinalAt.IsZero() {
		return "Destroyed, pending"
	}
	return "Destroyed"
}

func certificateSummary(c *retention.Certificate) string {
	switch {
	case c.KeyDeletedAt.IsZero():
		return "This part can no longer be read by anybody. Its key is about to be deleted."
	case c.FinalAt.IsZero():
		return "This part can no longer be read here. It is not yet final: until the next change of the key-encryption key, and until older safe copies of keys reach the end of their stated life, a copy of its wrapped key may still exist elsewhere."
	}
	return "This part can no longer be read by anybody, from any copy. Nothing that opens it is left anywhere."
}

func reasonWords(code string) string {
	switch code {
	case "event":
		return "What the notice waits for has happened"
	case "last day past":
		return "Its last day is past"
	}
	return code
}

// remaining is what is not gone: here, and while it is pending elsewhere.
func remaining(c *retention.Certificate) []ui.CertificateRow {
	rows := []ui.CertificateRow{{Name: "Here", Text: remains(c)}}
	if c.FinalAt.IsZero() {
		rows = append(rows, ui.CertificateRow{Name: "Not yet gone", Text: "Copies of the wrapped key in safe copies of keys, until the end of their stated life. Without the key-encryption key they open nothing."})
	}
	return rows
}

func remains(c *retention.Certificate) string {
	left := 0
	for _, in := range c.Beside {
		if in.FinishedAt.IsZero() {
			left++
		}
	}
	return "A random number that stands for the record, these dates, and counts that name nobody." + pluralOthers(left)
}

func pluralOthers(n int) string {
	if n == 0 {
		return ""
	}
	return " " + strconv.Itoa(n) + " more parts of the same record are being destroyed."
}

// instant writes a moment of machine time in London, or that it has not come.
func instant(t time.Time) string {
	if t.IsZero() {
		return "not yet"
	}
	return calendar.Of(t).Long() + ", " + t.In(calendar.London).Format("15:04")
}

func itoa(n int) string { return strconv.Itoa(n) }
