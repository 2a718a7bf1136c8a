package web

import (
	"net/http"
	"strconv"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

var receivedRoutes = []Route{
	{http.MethodGet, "/received/{id}", Staff, (*Server).receivedOne},
	{http.MethodPost, "/received/{id}/told", Staff, (*Server).receivedTold},
}

// A receivedPage is what came in to a service that has no case pages yet:
// each with who it is about, what it waits for, and whom to tell by when.
type receivedPage struct {
	*casework.Received
	Rows []ui.Deed
	Late []ui.Deed // duties to tell, by day
}

func (s *Server) received(req *request) (page, error) {
	got, err := s.Cases.Received(req.Context(), req.who())
	if err != nil {
		return page{}, err
	}
	p := receivedPage{Received: got}
	for _, r := range got.Rows {
		link := ui.Link{Text: nameOr(r.Name), Href: receivedHref(r.Episode.ID)}
		d := ui.Deed{When: r.Episode.ReceivedOn.Short(), Who: link, After: receivedSays(&r)}
		p.Rows = append(p.Rows, d)
		for _, t := range r.Duties {
			if !t.Open() {
				continue
			}
			tell := ui.Deed{Before: "Give the privacy notice to " + personSays(t.Person) + ": ", Who: link}
			tell.When, tell.Late = whenDue(t.Due, got.Today)
			p.Late = append(p.Late, tell)
		}
	}
	return show(p.view(s.staffPage(req, "What came in", got.Entry)))
}

// receivedSays tells in one line where something that came in stands.
func receivedSays(r *casework.ReceivedRow) string {
	var words []string
	if r.Episode.Origin == casework.FromThemselves {
		words = append(words, "asked for it themselves")
	} else {
		words = append(words, "told by someone else")
	}
	if r.Awaits {
		words = append(words, "awaiting consent")
	}
	if r.Safe != "" {
		words = append(words, r.Safe)
	}
	return ", " + strings.Join(words, "; ")
}

func nameOr(name string) string {
	if name == "" {
		return "Somebody whose name we were not given"
	}
	return name
}

// personSays is a person as the notice speaks of them to others.
func personSays(p notice.Person) string {
	if p.ToOthers != "" {
		return p.ToOthers
	}
	return p.Says
}

func receivedHref(id care.ID) string { return "/received/" + string(id) }

// A camePage is one of what came in: every item the role may see, with who
// said so, what was agreed to, and whom to tell.
type camePage struct {
	*casework.Came
	Items  ui.Items
	Yeses  ui.Items
	Tell   []dutyRow
	Nobody []string // who need not be told, and why
}

// A dutyRow is one person to tell that we hold what others said of them.
type dutyRow struct {
	Person  string
	Says    string
	Late    bool
	Open    bool
	Code    string
	Token   care.ID
	Version string
	Send    string
}

func (s *Server) receivedOne(req *request) (page, error) {
	got, err := s.Cases.Came(req.Context(), req.who(), req.id("id"))
	if err != nil {
		return page{}, err
	}
	return show(newCamePage(got).view(s.staffPage(req, "What came in", got.Entry)))
}

func newCamePage(got *casework.Came) camePage {
	p := camePage{Came: got}
	pack := got.File.Service.Pack
	for i := range pack.Items {
		it := &pack.Items[i]
		if _, answered := got.File.Value(it.Code); answered {
			p.Items.Rows = append(p.Items.Rows, rowOf(got.File, it))
		}
	}
	for _, a := range got.Agreed {
		row := ui.Item{Name: a.Words, Text: "No", Said: &ui.Provenance{Said: a.On.Long()}}
		if a.Yes {
			row.Text = "Yes"
		}
		p.Yeses.Rows = append(p.Yeses.Rows, row)
	}
	for _, t := range got.Duties {
		p.Tell = append(p.Tell, newDutyRow(t, got))
	}
	for _, t := range got.Exempts {
		p.Nobody = append(p.Nobody, upperFirst(personSays(t.Person))+" need not be told: "+t.Exempt)
	}
	return p
}

func newDutyRow(t casework.Duty, got *casework.Came) dutyRow {
	r := dutyRow{
		Person: personSays(t.Person), Code: t.Person.Code, Open: t.Open(), Late: t.Late, Token: casework.NewToken(),
		Version: strconv.FormatInt(got.Episode.Version, 10), Send: receivedHref(got.Episode.ID) + "/told",
	}
	r.Says = tellSays(t, got.Today)
	return r
}

// tellSays says by when a person is told, or that they were.
func tellSays(t casework.Duty, today calendar.Day) string {
	switch {
	case !t.Done.IsZero():
		return "Given the privacy notice on " + t.Done.Long()
	case t.Late:
		return "The privacy notice was due on " + t.Due.Long()
	case t.Due == today:
		return "Give the privacy notice today"
	}
	return "Give the privacy notice by " + t.Due.Long()
}

func (s *Server) receivedTold(req *request) (page, error) {
	if _, err := req.form("person"); err != nil {
		return page{}, err
	}
	token, version, err := req.sent()
	if err != nil {
		return page{}, err
	}
	id := req.id("id")
	sent := casework.Sent{Episode: id, Version: version, Token: token}
	if err := s.Cases.GiveNotice(req.Context(), req.who(), sent, req.PostForm.Get("person")); err != nil {
		return page{}, err
	}
	return seeOther(receivedHref(id))
}

// dateWords writes a date of the form, whole or in part, as people do: "14
// March 2019", "March 2019", "2019".
func dateWords(iso string) string {
	if day, err := calendar.Parse(iso); err == nil {
		return day.Long()
	}
	if first, err := calendar.Parse(iso + "-01"); err == nil {
		return calendar.MonthOf(first).Long()
	}
	return iso
}

// toldBy names a source of the notice: one of the people it speaks about, or
// where else information comes from.
func toldBy(p *notice.Pack, from string) string {
	if person, ok := p.Person(from); ok {
		if from == casework.Subject(p) {
			return "They told us"
		}
		return "Told by " + personSays(person)
	}
	for _, src := range p.Sources {
		if src.Code == from {
			return "From " + src.Says
		}
	}
	return upperFirst(from)
}

// tells says on a record's overview by when whom to tell (UK GDPR Art 14(3)).
func (p overviewPage) tells(t casework.Duty) string {
	return "Someone else told us of them. " + tellSays(t, p.Today) + "."
}
