package web

import (
	"net/http"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/web/ui"
)

var overviewRoutes = []Route{
	{http.MethodGet, "/episodes/{id}", Staff, (*Server).overview},
}

// An overviewPage is an episode as its worker first meets it: where things
// stand, what is next with the page's one button, every item of the notice in
// its place, why the reader may see them, and what goes when.
type overviewPage struct {
	*casework.Overview
	Stands string
	Next   *ui.Next
	Items  ui.Items
	Why    string
	Clause *ui.Quote
	Life   ui.LifePicture
	Base   string // address of the episode
}

func (s *Server) overview(req *request) (page, error) {
	o, err := s.Cases.Overview(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	frame := s.episodePage(req, "Overview of an episode", o.Header, o.Entry)
	p := overviewPage{
		Overview: o, Stands: whereItStands(o.Header), Next: nextDeed(o.Header), Base: episodeHref(o.File.Episode.ID),
		Items: ui.Items{Rows: append(aboutThem(o.File, o.Lives), referredBy(o.File, o.Referrer))},
		Life:  lifePicture(o.Header, o.Lives, o.File.Episode.LeftOn),
	}
	p.Why, p.Clause = whySeen(o.Header, req.who())
	return show(p.view(frame, episodeTabs(o.Header, "")))
}

// whereItStands says the state of an episode in a sentence or two.
func whereItStands(h casework.Header) string {
	e := h.File.Episode
	came := "Referred by someone else on " + e.ReceivedOn.Long()
	if e.Origin == casework.FromThemselves {
		came = "Asked for a Community Connector on " + e.ReceivedOn.Long()
	}
	switch {
	case !e.LeftOn.IsZero():
		return "Left on " + e.LeftOn.Long() + ". Nothing more is done with this record but to keep it until its dates."
	case !e.RestrictedAt.IsZero():
		return "Use of this record is restricted: it is kept, and little else may be done with it."
	case !e.ReachedOn.IsZero():
		words := "First spoken to on " + e.ReachedOn.Long() + "."
		if e.LastContactOn.After(e.ReachedOn) {
			words += " Last in touch on " + e.LastContactOn.Long() + "."
		}
		return words
	case e.Worker == "":
		return came + ". Waiting for a Connector."
	case !e.LastContactOn.IsZero():
		return came + ". Last tried on " + e.LastContactOn.Long() + ", and not yet spoken to."
	}
	return came + ". Nobody has tried to reach them yet."
}

// nextDeed is what comes next, with the page's one button where the reader
// may use it.
func nextDeed(h casework.Header) *ui.Next {
	e := h.File.Episode
	if !e.LeftOn.IsZero() || e.NextOn.IsZero() && !h.Records {
		return nil
	}
	n := &ui.Next{Title: "Nothing is planned next"}
	if !e.NextOn.IsZero() {
		n.Title = "Next: " + e.NextOn.Weekday().String() + " " + e.NextOn.Long()
		n.Text = nextWords[e.NextWhat]
		if e.NextOn.Before(h.Today) {
			when, _ := whenDue(e.NextOn, h.Today)
			n.Text += " This is " + when + "."
		}
	}
	if h.Records {
		n.Button = ui.Button{Text: "Record a contact", Href: episodeHref(e.ID) + "/contacts"}
	}
	return n
}

var nextWords = map[string]string{
	"allocate": "Give them to a Connector.", casework.FirstCall: "First call.", "call again": "Try again to reach them.",
	"first visit": "First visit.", "visit": "Visit.", "review": "Look at the plan together.", "": "Keep in touch.",
}

// whySeen says why the reader may see this record, with the line of the
// notice that lets them.
func whySeen(h casework.Header, who casework.Who) (why string, quote *ui.Quote) {
	switch e := h.File.Episode; {
	case h.Mine && e.LeftOn.IsZero():
		why = "Because this referral was given to you and is open. Both end when they leave."
	case h.File.Facts.Covering:
		why = "Because you stand in today for the Connector it was given to."
	case !e.LeftOn.IsZero():
		why = "Because they have left and you check the work for the funder, supervised, on council premises. Nothing can be taken out."
	default:
		why = "Because your team holds this referral. That ends when they leave."
	}
	for i := range h.File.See.Answers {
		a := &h.File.See.Answers[i]
		if a.Allowed && len(a.For) > 0 {
			q := quoteOf(h.Pack, h.Pack.Uses[a.For[0]].Clause)
			return why, &q
		}
	}
	return why, nil
}

// aboutThem lists the items about the person in the order of the notice. Those
// that stand together and are hidden for the same reason share one mark; a
// part that was destroyed has one line.
func aboutThem(f *casework.File, lives []casework.Life) []ui.Item {
	var rows []ui.Item
	gone := map[string]casework.Life{}
	for _, l := range lives {
		if l.Intent != nil {
			gone[l.Tier.Code] = l
		}
	}
	said := map[string]bool{}
	for i := range f.Service.Pack.Items {
		it := &f.Service.Pack.Items[i]
		if it.About != "client" || recorded(it) {
			continue // a record of its own: contacts, visits, the plan
		}
		if l, ok := gone[it.Tier]; ok {
			if !said[it.Tier] {
				rows, said[it.Tier] = append(rows, destroyedPart(l)), true
			}
			continue
		}
		row := rowOf(f, it)
		if n := len(rows); n > 0 && sameHidden(rows[n-1], row) {
			rows[n-1].Name += ", " + lowerLabel(row.Name)
			continue
		}
		rows = append(rows, row)
	}
	return rows
}

// destroyedPart is the one line in place of everything a part held.
func destroyedPart(l casework.Life) ui.Item {
	return ui.Item{Name: l.Tier.Called, Empty: &ui.Empty{
		Kind: ui.Destroyed, On: l.Ended.Long(), Certificate: "/certificates/" + string(l.Intent.ID),
	}}
}

// lowerLabel lets a label stand inside a sentence, but for one that begins
// with an abbreviation.
func lowerLabel(s string) string {
	if len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return lowerFirst(s)
}

// recorded reports whether an item is written down as records of their own
// rather than asked.
func recorded(it *notice.Item) bool {
	return it.Shape.Kind == notice.Facts || len(it.From) == 1 && it.From[0] == "worker"
}

func sameHidden(a, b ui.Item) bool {
	return a.Withheld != nil && b.Withheld != nil && a.Withheld.Why == b.Withheld.Why && a.Withheld.Clause == b.Withheld.Clause
}

// rowOf is one item with its answer, its absence, or why it is hidden.
func rowOf(f *casework.File, it *notice.Item) ui.Item {
	row := ui.Item{Name: it.Shape.Label}
	if !f.See.Answers[it.Index].Allowed {
		row.Withheld = hidden(f, it)
		return row
	}
	v, ok := f.Value(it.Code)
	switch {
	case !ok:
		row.Empty = &ui.Empty{Kind: ui.NotAsked}
		return row
	case v.Empty == care.Declined:
		row.Empty = &ui.Empty{Kind: ui.Declined}
	case v.Empty == care.Unknown:
		row.Empty = &ui.Empty{Kind: ui.Unknown}
	case v.Empty == care.NotAsked:
		row.Empty = &ui.Empty{Kind: ui.NotAsked, Words: "Not asked"}
	default:
		row.Text, row.Num = answerText(it, v), it.Shape.Kind == notice.Phone
	}
	words, checked := said(f, v)
	row.Said = &ui.Provenance{Said: words, Checked: checked}
	return row
}

// referredBy is the one row about whoever referred the person.
func referredBy(f *casework.File, p casework.ReferrerPanel) ui.Item {
	row := ui.Item{Name: "Who referred them"}
	e := f.Episode
	switch {
	case !p.Exists:
		row.Text = "They asked for it themselves"
	case p.Gone != nil && !p.Gone.FinishedAt.IsZero():
		row.Empty = &ui.Empty{Kind: ui.Destroyed, On: goneOn(p.Gone), Certificate: "/certificates/" + string(p.Gone.ID)}
	case p.Gone != nil || !p.Until.IsZero():
		row.Empty = &ui.Empty{Kind: ui.NotAsked, Words: "Unreadable to everyone, and destroyed within minutes"}
	case f.Tier("referrer").Key == "":
		row.Empty = &ui.Empty{Kind: ui.Destroyed, Words: "Not kept since they were reached,", On: dated(e.ReachedOn, e.LeftOn)}
	case p.Open:
		row.Text = "Someone else. Open who it was only to get the right details."
		row.Act = ui.Link{Text: "Open", Hidden: "who referred them", Href: episodeHref(e.ID) + "/contacts"}
	default:
		row.Withheld = &ui.Withheld{Why: whyHidden(p.Says)}
		if len(p.Clauses) > 0 {
			row.Withheld.Clause = briefClause(f.Service.Pack, p.Clauses[0])
		}
	}
	return row
}

// goneOn is the day a destruction was promised for, or came to.
func goneOn(in *care.Intent) string {
	if in.OnDay.IsZero() {
		return instant(in.FinishedAt)
	}
	return in.OnDay.Long()
}

// dated is the first of two days that came.
func dated(a, b calendar.Day) string {
	if a.IsZero() {
		a = b
	}
	return a.Long()
}

// hidden says why an item is hidden, quoting the clause against.
func hidden(f *casework.File, it *notice.Item) *ui.Withheld {
	h := f.Hidden(it.Code)
	w := &ui.Withheld{Why: whyHidden(h.Says)}
	if len(h.Clauses) > 0 {
		w.Clause = briefClause(f.Service.Pack, h.Clauses[0])
	}
	return w
}

// answerText writes an answer in words.
func answerText(it *notice.Item, v care.Value) string {
	switch it.Shape.Kind {
	case notice.Choice, notice.Multi, notice.Language:
		words := make([]string, 0, len(v.Codes))
		for _, code := range v.Codes {
			words = append(words, policy.LabelOf(it.Shape, code))
		}
		return strings.Join(words, ", ")
	case notice.Age:
		return care.AgeAsked(v)
	case notice.Phone:
		return care.PhoneWords(v.Text)
	case notice.Date:
		return dateWords(v.Text)
	}
	return v.Text
}

// said puts provenance into words: from whom, how, when.
func said(f *casework.File, v care.Value) (words, checked string) {
	from := map[string]string{"client": "They told us", "referrer": "Whoever referred them told us", "worker": "Written by a worker"}[v.From]
	how := map[string]string{"visit": " face to face", "phone": " by telephone", "web": " on the web form", "post": " by post"}[v.Channel]
	if from == "" {
		from = toldBy(f.Service.Pack, v.From)
	}
	words = from + how
	if !v.On.IsZero() {
		words += ", " + v.On.Short()
	}
	if v.ChannelWhy != "" {
		words += ", not face to face because " + v.ChannelWhy
	}
	if v.Relevance != "" {
		words += ". Relevant: " + lowerFirst(strings.TrimSuffix(v.Relevance, "."))
	}
	if v.Verified {
		checked = "the person themselves"
	}
	return words, checked
}

// another is the link to the page of ends.
func (p overviewPage) another() string {
	if p.File.Episode.LeftOn.IsZero() {
		return "What if they leave on another day?"
	}
	return "By which line of the notice"
}

// itemRows is aboutThem for a record of which nothing was destroyed.
func itemRows(f *casework.File) []ui.Item { return aboutThem(f, nil) }
