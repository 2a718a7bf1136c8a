package web

import (
	"slices"
	"strings"

	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/web/ui"
)

// The places of what happens to anybody on the picture of everybody's life:
// only the order is known, so these are chosen by hand.
const (
	atReferral = 0
	atReached  = 26
	atSome     = 40 // what may happen at any time
	atLeaving  = 56
	atOthers   = 64 // what others tell us, and birthdays
	monthsOn   = 20 // so far after what a span begins with
	atLastDay  = 100
)

// atEvent is where an event stands on the picture.
func atEvent(e notice.Event) float64 {
	switch e.Kind {
	case notice.ReferralReceived:
		return atReferral
	case notice.ContactMade:
		return atReached
	case notice.EpisodeClosed:
		return atLeaving
	case notice.PartnerSays, notice.Birthday:
		return atOthers
	}
	return atSome
}

// A personLife is the picture for one kind of person, "" for everybody.
type personLife struct {
	To string
	ui.LifePicture
}

// rowsTogether is how many parts one picture holds before each kind of person
// has one of their own.
const rowsTogether = 6

// lives are the pictures of how long each part is kept.
func (p noticePage) lives() []personLife {
	if len(p.Life) <= rowsTogether {
		return []personLife{{LifePicture: p.life("life", p.Life)}}
	}
	var out []personLife
	for i, x := range p.Pack.People {
		var rows []notice.LifeRow
		for _, r := range p.Life {
			if r.About == x.Code {
				rows = append(rows, r)
			}
		}
		if len(rows) > 0 {
			out = append(out, personLife{"If you are " + x.Says, p.life("life-"+itoa(i+1), rows)})
		}
	}
	return out
}

// life is one picture with a row for each part.
func (p noticePage) life(id string, rows []notice.LifeRow) ui.LifePicture {
	pic := ui.LifePicture{ID: id, Label: "How long each part is kept", Marks: p.marks(rows)}
	for _, row := range rows {
		t, _ := p.Pack.Tier(row.Tier)
		r := ui.LifeRow{
			Part: row.Label, Detail: shortHolds(row.Holds), From: atReferral, Locked: atLastDay, Ends: p.ends(t),
			Fate: p.fate(t, row.About), Tabled: upperFirst(row.Ends), Says: row.Label + ": destroyed " + row.Ends,
			Clause: ui.Clause{Place: t.Clause.Place, Href: "#" + anchorOf(t.Clause.Place)},
		}
		if len(t.Limits) == 0 {
			r.Open, r.Looks = true, p.looks(t)
		}
		if onlyAudited(p.Pack, row.Tier) {
			r.Locked = atLeaving
		}
		pic.Rows = append(pic.Rows, r)
	}
	return pic
}

// marks are the words on the axis: what the rows begin and end by, so far as
// the notice has it happen in one order.
func (p noticePage) marks(rows []notice.LifeRow) []ui.LifeMark {
	said := map[notice.EventKind]string{
		notice.ReferralReceived: "We hear of you", notice.ContactMade: "We first speak", notice.EpisodeClosed: "Our work ends",
	}
	var out []ui.LifeMark
	for _, e := range p.Pack.Events {
		word, known := said[e.Kind]
		if !known || e.Kind == notice.ContactMade && !p.endsBy(rows, e.Code) {
			continue
		}
		if e.Kind == notice.EpisodeClosed && len(e.Says) < len(word) {
			word = upperFirst(e.Says)
		}
		out = append(out, ui.LifeMark{At: atEvent(e), Text: word})
	}
	for _, row := range rows {
		t, _ := p.Pack.Tier(row.Tier)
		if len(t.Limits) == 0 {
			continue
		}
		l := t.Limits[0]
		if e, _ := p.Pack.Event(l.Event); e.Kind == notice.EpisodeClosed && l.Months > 0 {
			out = append(out, ui.LifeMark{At: atLeaving + monthsOn, Text: span(l.Months) + " on", Minor: true})
			break
		}
	}
	return out
}

// endsBy reports whether any of the rows ends by an event.
func (p noticePage) endsBy(rows []notice.LifeRow, event string) bool {
	return slices.ContainsFunc(rows, func(r notice.LifeRow) bool {
		t, _ := p.Pack.Tier(r.Tier)
		return slices.ContainsFunc(t.Limits, func(l notice.Limit) bool { return l.Event == event })
	})
}

// ends is where a part's bar ends: by its first limit.
func (p noticePage) ends(t notice.Tier) float64 {
	if len(t.Limits) == 0 || t.Limits[0].Event == "" {
		return atLastDay
	}
	e, _ := p.Pack.Event(t.Limits[0].Event)
	at := atEvent(e)
	if t.Limits[0].Months > 0 {
		at += monthsOn
	}
	return at
}

// looks are the places at which somebody looks whether a part is still needed.
func (p noticePage) looks(t notice.Tier) []float64 {
	if t.Review.Months == 0 {
		return nil
	}
	from := float64(atReferral)
	if e, ok := p.Pack.Event(t.Review.After); ok {
		from = atEvent(e)
	}
	var out []float64
	for at := from + 12; at < atLastDay; at += 12 {
		out = append(out, at)
	}
	return out
}

// fate is what stands under the end of a part's bar, short and still true.
func (p noticePage) fate(t notice.Tier, person string) string {
	if len(t.Limits) == 0 {
		if t.Review.Months == 0 {
			return "Kept until somebody decides"
		}
		return "No day is promised: looked at every " + span(t.Review.Months)
	}
	l := t.Limits[0]
	e, _ := p.Pack.Event(l.Event)
	switch {
	case l.Event == "":
		return "Gone after " + l.Day.Long()
	case l.Months > 0:
		return "Gone " + span(l.Months) + " after " + eventSays(p.Pack, e, person)
	case e.Kind == notice.ContactMade:
		return "Gone once we speak"
	}
	return "Gone when " + eventSays(p.Pack, e, person)
}

// eventSays says an event to one kind of person.
func eventSays(p *notice.Pack, e notice.Event, person string) string {
	if len(p.People) > 0 && person != p.People[0].Code && e.ToOthers != "" {
		return e.ToOthers
	}
	return e.Says
}

// span says a number of months as the notice does.
func span(months int) string {
	switch {
	case months == 1:
		return "1 month"
	case months%12 == 0 && months > 12:
		return itoa(months/12) + " years"
	}
	return itoa(months) + " months"
}

// shortHolds is what a part holds, short enough for a label.
func shortHolds(holds string) string {
	words := strings.Split(strings.ReplaceAll(holds, "; and ", "; "), "; ")
	if len(words) == 1 && len(holds) > 90 {
		words = strings.Split(strings.ReplaceAll(holds, " and ", ", "), ", ")
	}
	if len(words) > 1 {
		return words[0] + " and more"
	}
	return holds
}

// onlyAudited reports whether, after somebody left, a part may be seen by
// whoever looks supervised and by nobody else.
func onlyAudited(p *notice.Pack, tier string) bool {
	left, _ := p.EventIs(notice.EpisodeClosed)
	return slices.ContainsFunc(p.Uses, func(u notice.Use) bool {
		return u.How != "" && slices.Contains(u.May, policy.See) && slices.Contains(u.After, left.Code) &&
			slices.ContainsFunc(p.ItemsOf(u), func(i int) bool { return p.Items[i].Tier == tier })
	})
}
