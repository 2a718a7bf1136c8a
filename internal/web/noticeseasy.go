package web

import (
	"slices"
	"strings"

	"candour/internal/notice"
)

// An easyNotice is a notice in easy read: short lines, one idea in each, no
// words of the law. It is made from the five sentences, the ends of the parts
// and the rights, so it can say nothing that the notice does not.
type easyNotice struct {
	readNotice
	Parts []easyPart
}

// An easyPart is a question with its lines.
type easyPart struct {
	Title string
	Lines []string
}

func (s *Server) noticeEasy(req *request) (page, error) {
	n, err := s.reading(req, "/easy")
	if err != nil {
		return page{}, err
	}
	p := easyNotice{readNotice: n, Parts: easyParts(n.Pack, n.Page)}
	return show(p.view(n.frame(s, req, "Easy read")))
}

func easyParts(p *notice.Pack, pg notice.Page) []easyPart {
	parts := []easyPart{
		{"What this is", append([]string{"This page is from " + p.Controller.Name + ".", "It is about what we know of you.", "We call that your information."}, sentences(p.About)...)},
		{"What we ask you", easyAsked(p)},
		{"Who can see it", easySeen(p)},
		{"Who else gets it", easyShared(p)},
		{"How long we keep it", easyKept(p, pg)},
		{"Can you say no?", sentences(pg.First[3].Says)},
		{"What you can do", easyRights(p)},
		{"Who can help", easyHelp(p)},
	}
	return slices.DeleteFunc(parts, func(e easyPart) bool { return len(e.Lines) == 0 })
}

// mostAsked is how many things are listed before the rest is left to the
// whole notice.
const mostAsked = 12

// easyAsked lists what is asked of the person the notice speaks to.
func easyAsked(p *notice.Pack) []string {
	var out []string
	me := p.People[0].Code
	asked := 0
	for _, must := range []bool{true, false} {
		for _, it := range p.Items {
			if it.About != me || it.Required != must || it.When == notice.Later || !slices.ContainsFunc(it.From, func(f string) bool { _, ok := p.Person(f); return ok }) {
				continue
			}
			if asked++; asked > mostAsked {
				continue
			}
			if must {
				out = append(out, "We need "+it.Words+".")
			} else {
				out = append(out, "We may ask about "+it.Words+".")
			}
		}
	}
	if asked > mostAsked {
		out = append(out, "There are more questions. The whole notice lists them all.")
	}
	for _, n := range p.Never {
		out = append(out, "We never ask about "+n.Says+".")
	}
	return out
}

// easySeen lists who may look.
func easySeen(p *notice.Pack) []string {
	var out []string
	for _, u := range p.Uses {
		if !slices.Contains(u.May, "see") {
			continue
		}
		for _, by := range u.By {
			if r, ok := p.Actor(by); ok {
				if line := upperFirst("the " + r.Called + " can see some of it."); !slices.Contains(out, line) {
					out = append(out, line)
				}
			}
		}
	}
	return append(out, "We write down who looks.", "Nobody else here can look.")
}

// easyShared says who else gets something, and when.
func easyShared(p *notice.Pack) []string {
	var out []string
	for _, r := range receivers(p) {
		out = append(out, "We may tell "+r.Says+".")
		for _, s := range p.Shares {
			if s.To != r.Code || len(s.Items) == 0 {
				continue
			}
			line := easyWhen(s)
			if line != "" && out[len(out)-1] != line {
				out = append(out, line)
			}
		}
	}
	if len(out) == 0 {
		return []string{"Nobody."}
	}
	return out
}

func easyWhen(s notice.Share) string {
	switch {
	case s.Permission != "" || s.On != "":
		return "Only if you say yes."
	case s.When == "law requires":
		return "Only when the law makes us."
	case s.When == "vital interests":
		return "Only to keep somebody alive."
	case s.When == "without telling":
		return "Sometimes the law lets us do this without telling you first."
	}
	return ""
}

// easyKept says of each part when it goes.
func easyKept(p *notice.Pack, pg notice.Page) []string {
	var out []string
	for _, r := range pg.Life {
		if r.About != p.People[0].Code {
			continue
		}
		t, _ := p.Tier(r.Tier)
		out = append(out, easyEnd(p, t, r)...)
	}
	return append(out, "When it is gone, nobody can bring it back.")
}

func easyEnd(p *notice.Pack, t notice.Tier, r notice.LifeRow) []string {
	if len(t.Limits) == 0 {
		out := []string{r.Label + ": we do not know the day yet."}
		if t.Review.Months > 0 {
			out = append(out, "Every "+span(t.Review.Months)+" we look if we still need it.")
		}
		return out
	}
	var out []string
	for i, l := range t.Limits {
		e, _ := p.Event(l.Event)
		end := "when " + eventSays(p, e, r.About)
		switch {
		case l.Event == "":
			end = "after " + l.Day.Long()
		case l.Months > 0:
			end = span(l.Months) + " after " + eventSays(p, e, r.About)
		}
		if i == 0 {
			out = append(out, r.Label+": gone "+end+".")
		} else {
			out = append(out, "Or "+end+".")
		}
	}
	if len(out) > 1 {
		which := "We use the date that comes first."
		if t.Latest {
			which = "We use the date that comes last."
		}
		out = append(out, which)
	}
	return out
}

// easyRight says each right in a few short lines.
var easyRight = map[string][]string{
	"withdraw consent":   {"You said yes to something?", "You can change that to no at any time."},
	"know":               {"You can ask what we do with your information."},
	"access":             {"You can see what we have about you.", "You can have a copy."},
	"correct":            {"Is something wrong?", "You can ask us to put it right."},
	"refuse marketing":   {"You can tell us to stop sending you adverts."},
	"complain":           {"You can complain."},
	"erase":              {"You can ask us to delete it.", "Sometimes the law makes us keep it.", "Then we tell you why."},
	"move":               {"Sometimes you can ask us to send it to somebody else."},
	"question decisions": {"You can ask a person to look again at a decision."},
	"object":             {"You can tell us that you do not want us to use it."},
	"restrict":           {"You can ask us to stop using it for a while."},
}

func easyRights(p *notice.Pack) []string {
	var out []string
	for _, r := range p.Rights.Grants {
		lines, ok := easyRight[r.Code]
		if !ok {
			lines = sentences(r.Says)
		}
		out = append(out, lines...)
	}
	if p.Rights.Free {
		out = append(out, "It costs nothing.")
	}
	return out
}

// easyHelp says whom to ask and how.
func easyHelp(p *notice.Pack) []string {
	var out []string
	if o, ok := p.Controller.Office(p.Rights.Ask); ok {
		out = append(out, "Ask the "+o.Name+".")
		out = append(out, easyReach(o)...)
	}
	switch {
	case p.Controller.Phone != "" && !strings.Contains(strings.Join(out, " "), p.Controller.Phone):
		out = append(out, "You can ring "+p.Controller.Phone+".")
	case p.Controller.Phone == "":
		out = append(out, "There is no phone number for the public yet.")
	}
	if r := p.Controller.Regulator; r.Name != "" {
		out = append(out, "Are you not happy with our answer?", "You can complain to the "+r.Name+".")
		out = append(out, easyReach(r)...)
	}
	return out
}

func easyReach(o notice.Office) []string {
	var out []string
	if o.Phone != "" {
		out = append(out, "Ring "+o.Phone+".")
	}
	if o.Email != "" {
		out = append(out, "Email "+o.Email)
	}
	if o.Phone == "" && o.Email == "" && o.Post != "" {
		out = append(out, "Write to "+o.Post+".")
	}
	return out
}
