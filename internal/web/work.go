package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/web/ui"
)

var workRoutes = []Route{
	{http.MethodGet, "/work", Staff, (*Server).work},
}

// A workPage is a worker's own list. A sentence says how much is late and
// what comes today; then late, new, this week and later, each by date.
type workPage struct {
	Today string
	Says  string
	Week  ui.Week
	Lists []workList
	Goes  []ui.Deed
}

// A workList is one part of the page.
type workList struct {
	Title string
	Rows  []ui.Deed
	None  ui.Nothing
}

func (s *Server) work(req *request) (page, error) {
	if req.session.service == nil {
		return show(nobodyHere{}.view(s.staffPage(req, "My work", "")))
	}
	if first := firstPage(req.session.Session); req.session.Worker.Role == manager || first == "/work" && !casework.Worked(req.session.service) {
		return seeOther("/triage")
	} else if first != "/work" {
		return seeOther(first)
	}
	w, err := s.Cases.MyWork(req.Context(), req.who())
	if err != nil {
		return page{}, err
	}
	p := workPage{Today: w.Today.Weekday().String() + " " + w.Today.Long(), Says: workSentence(w), Week: weekStrip(w), Goes: goingDeeds(w)}
	p.Lists = []workList{
		{"Late", deeds(w.Late, w.Today), ui.Nothing{Text: "Nothing is late."}},
		{"New", deeds(w.New, w.Today), ui.Nothing{Text: "Nobody new.", Then: "When your manager gives you someone, they appear here."}},
		{"This week", deeds(w.Week, w.Today), ui.Nothing{Text: "Nothing else this week."}},
		{"Later", deeds(w.Later, w.Today), ui.Nothing{Text: "Nothing planned after this week."}},
	}
	if tasks := taskDeeds(w); len(tasks) > 0 {
		p.Lists = append(p.Lists[:1], append([]workList{{"To do for them", tasks, ui.Nothing{}}}, p.Lists[1:]...)...)
	}
	return show(p.view(s.staffPage(req, "My work", w.Entry)))
}

// workSentence says the day in one sentence.
func workSentence(w *casework.Work) string {
	late := "Nothing is late"
	if n := len(w.Late); n > 0 {
		late = ui.Counted(n) + " late"
	}
	today := 0
	for _, r := range w.Week {
		if r.Episode.NextOn == w.Today {
			today++
		}
	}
	if today == 0 {
		return late + ", nothing planned for today."
	}
	return late + ", " + strings.ToLower(ui.Counted(today)) + " for today."
}

// weekStrip shows the next five working days with what is planned on each.
func weekStrip(w *casework.Work) ui.Week {
	strip := ui.Week{Label: "The next five working days"}
	for d := w.Today; len(strip.Days) < 5; d = d.AddDays(1) {
		if !calendar.EnglandAndWales().Working(d) {
			continue
		}
		day := ui.WeekDay{Name: d.Weekday().String()[:3] + " " + d.Short(), Today: d == w.Today}
		if day.Today {
			day.Name = "Today"
		}
		for _, r := range w.Week {
			if r.Episode.NextOn == d && r.Episode.NextWhat == "visit" {
				day.Visits = append(day.Visits, r.Name)
			}
		}
		strip.Days = append(strip.Days, day)
	}
	return strip
}

// deedWords begin with a verb; the person's name follows.
var deedWords = map[string]string{
	"allocate": "Give to a Connector: ", "first call": "First call to ", "call again": "Try again to reach ",
	"first visit": "First visit to ", "visit": "Visit ", "review": "Review with ",
	"step": "Do a step of the plan of ",
}

func deeds(rows []casework.Row, today calendar.Day) []ui.Deed {
	var out []ui.Deed
	for _, r := range rows {
		out = append(out, deed(r, today))
	}
	return out
}

func deed(r casework.Row, today calendar.Day) ui.Deed {
	before, ok := deedWords[r.Episode.NextWhat]
	if !ok {
		before = "Keep in touch with "
	}
	d := ui.Deed{
		Before: before, Who: ui.Link{Text: r.Name, Href: episodeHref(r.Episode.ID)},
		Act: ui.Link{Text: "Record a contact", Href: episodeHref(r.Episode.ID) + "/contacts", Hidden: "with " + r.Name},
	}
	if r.Age > 0 {
		d.After = ", " + strconv.Itoa(r.Age)
	}
	d.When, d.Late = whenDue(r.Episode.NextOn, today)
	return d
}

// goingDeeds are the parts of records that destroy themselves soon.
func goingDeeds(w *casework.Work) []ui.Deed {
	var out []ui.Deed
	for _, e := range w.Ending {
		out = append(out, ui.Deed{
			Who: ui.Link{Text: e.Row.Name, Href: episodeHref(e.Row.Episode.ID) + "/ends"}, Note: lowerLabel(e.Part),
			Goes: &ui.Goes{When: "after " + e.Last.Short(), Spent: ui.Spent(e.Row.Episode.ReceivedOn, e.Last, w.Today)},
		})
	}
	return out
}

// manager is the role that gives referrals to Connectors.
const manager = "team manager"

// whenDue says a date as people say it.
func whenDue(on, today calendar.Day) (words string, late bool) {
	switch {
	case on.IsZero():
		return "No date", false
	case on == today:
		return "Today", false
	case on.Before(today):
		n := on.DaysUntil(today)
		if n == 1 {
			return "1 day late", true
		}
		return fmt.Sprintf("%d days late", n), true
	case today.DaysUntil(on) < 7:
		return on.Weekday().String()[:3] + " " + on.Short(), false
	}
	return on.Short(), false
}

var taskWords = map[string]string{
	casework.TaskNotice: "Give the privacy notice to ", casework.TaskEngaged: "Ask whether they still want to take part: ",
	casework.TaskInterpreter: "Book an interpreter for ", casework.TaskAllocate: "Give to a Connector: ",
	casework.TaskVisit: "Visit ", casework.TaskStep: "Do a step of the plan of ",
}

func taskDeeds(w *casework.Work) []ui.Deed {
	var out []ui.Deed
	for _, t := range w.Tasks {
		words, ok := taskWords[t.Task.Kind]
		if person := casework.PersonOfTask(t.Task.Kind); person != "" {
			words, ok = "Give the privacy notice to a "+person+", of whom we hold what others said. The record: ", true
		}
		if !ok || isNext(t) {
			continue
		}
		d := ui.Deed{Before: words, Who: ui.Link{Text: t.Row.Name, Href: episodeHref(t.Row.Episode.ID)}}
		d.When, d.Late = whenDue(t.Task.DueOn, w.Today)
		out = append(out, d)
	}
	return out
}

// isNext reports whether a visit or a step is what comes next for the person,
// and so stands in a list of its own.
func isNext(t casework.TaskRow) bool {
	next := t.Row.Episode
	switch t.Task.Kind {
	case casework.TaskVisit:
		return next.NextOn == t.Task.DueOn && (next.NextWhat == casework.NextVisit || next.NextWhat == casework.FirstVisit)
	case casework.TaskStep:
		return next.NextOn == t.Task.DueOn && next.NextWhat == casework.NextStep
	}
	return false
}

func episodeHref(id care.ID) string { return "/episodes/" + string(id) }

// nobodyHere is the page of a worker whose controller has no service yet.
type nobodyHere struct{}
