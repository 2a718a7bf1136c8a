package web

import (
	"net/http"
	"strconv"
	"strings"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var overviewRoutes = []Route{
	{http.MethodGet, "/episodes/{id}", Staff, (*Server).overview},
}

// An overviewPage is an episode as its worker first meets it: where things
// stand, what is next, and every item of the notice in its place, opened or
// hidden with the reason.
type overviewPage struct {
	*casework.Overview
	Items []itemRow
}

func (s *Server) overview(req *request) (page, error) {
	o, err := s.Cases.Overview(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	frame := s.episodePage(req, "Overview of an episode", o.Header, o.Entry)
	p := overviewPage{Overview: o, Items: itemRows(o.File)}
	return show(p.view(frame, episodeTabs(o.Header, "")))
}

// An itemRow is one item of the notice with its answer, its absence, or why
// it is hidden.
type itemRow struct {
	Label  string
	Text   string
	Said   string // provenance in words
	Check  string
	Empty  ui.EmptyKind
	Hidden *ui.Withheld
}

// itemRows lists every item about the person in the order of the notice.
func itemRows(f *casework.File) []itemRow {
	var rows []itemRow
	for i := range f.Service.Pack.Items {
		it := &f.Service.Pack.Items[i]
		if it.Shape.Kind == notice.Facts {
			continue // shown as what they are: contacts, visits, the plan
		}
		rows = append(rows, rowOf(f, it))
	}
	return rows
}

func rowOf(f *casework.File, it *notice.Item) itemRow {
	row := itemRow{Label: it.Shape.Label}
	if !f.See.Answers[it.Index].Allowed {
		row.Hidden = hidden(f, it)
		return row
	}
	v, ok := f.Value(it.Code)
	switch {
	case !ok:
		row.Empty = ui.NotAsked
	case v.Empty == care.Declined:
		row.Empty = ui.Declined
	case v.Empty == care.Unknown:
		row.Empty = ui.Unknown
	default:
		row.Text = answerText(it, v)
	}
	if ok {
		row.Said, row.Check = said(f, v)
	}
	return row
}

// hidden says why an item is hidden, quoting the clause against.
func hidden(f *casework.File, it *notice.Item) *ui.Withheld {
	h := f.Hidden(it.Code)
	w := &ui.Withheld{Why: h.Says}
	if len(h.Clauses) > 0 {
		c := h.Clauses[0]
		w.Clause = ui.Clause{Says: c.Says, Place: c.Place, Href: noticeHref(f.Service.Pack)}
	}
	return w
}

// answerText writes an answer in words.
func answerText(it *notice.Item, v care.Value) string {
	switch it.Shape.Kind {
	case notice.Choice, notice.Multi:
		words := make([]string, 0, len(v.Codes))
		for _, code := range v.Codes {
			words = append(words, it.Shape.LabelOf(code))
		}
		return strings.Join(words, ", ")
	case notice.Age:
		return strconv.Itoa(v.Number) + " (asked " + v.AsAt.Long() + ")"
	}
	return v.Text
}

// said puts provenance into words: from whom, how, when.
func said(f *casework.File, v care.Value) (words, checked string) {
	from := map[string]string{"client": "They told us", "referrer": "Whoever referred them told us", "worker": "Written by a worker"}[v.From]
	how := map[string]string{"visit": " face to face", "phone": " by telephone", "web": " on the web form", "post": " by post"}[v.Channel]
	words = from + how
	if !v.On.IsZero() {
		words += ", " + v.On.Short()
	}
	if v.Relevance != "" {
		words += ". Relevant because " + v.Relevance
	}
	if v.Verified {
		checked = "the person themselves"
	}
	return words, checked
}

func noticeHref(p *notice.Pack) string { return "/services/" + p.Controller.Code + "/" + p.Service }
