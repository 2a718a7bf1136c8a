package web

import (
	"strings"

	"candour/internal/calendar"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

// undo is the box in which the worker who said that they spoke to the person
// may take it back, with the hour it ends.
func (p *contactsPage) undo() ui.Undo {
	return ui.Undo{
		Text:   "You spoke to " + p.called() + ". Whoever referred them is unreadable to everyone now.",
		Until:  "Destroyed at " + calendar.Clock(p.ContactLog.Undo) + ". Until then you alone can take this back.",
		Action: p.base() + "/undo", Button: "I keyed that wrongly", Fields: p.hidden(),
	}
}

func (p *contactsPage) hidden() []ui.Hidden {
	return []ui.Hidden{{Name: tokenField, Value: string(p.Token)}, {Name: versionField, Value: p.version()}}
}

// called is what the page calls the person.
func (p *contactsPage) called() string { return calledBy(p.Header) }

func calledBy(h casework.Header) string {
	if h.Name == "" {
		return "the person"
	}
	return h.Name
}

// closed is the mark in place of what is hidden, with the reason.
func (p *contactsPage) closed() ui.Withheld {
	w := ui.Withheld{Why: whyHidden(p.Panel.Says)}
	if len(p.Panel.Clauses) > 0 {
		w.Clause = clauseMark(p.Panel.Clauses[0], p.Pack)
	}
	return w
}

// whyHidden turns the decision's sentence into one that follows "Hidden from
// you.".
func whyHidden(says string) string {
	switch {
	case strings.HasPrefix(says, "Hidden until "):
		return "Opens only once " + strings.TrimPrefix(says, "Hidden until ")
	case strings.HasPrefix(says, "Hidden: it opens only "):
		return "Opens only " + strings.TrimPrefix(says, "Hidden: it opens only ")
	case strings.HasPrefix(says, "Hidden from all but "):
		return "Only " + strings.TrimSuffix(strings.TrimPrefix(says, "Hidden from all but "), ".") + " may see it."
	case strings.HasPrefix(says, "Hidden: "):
		rest := strings.TrimPrefix(says, "Hidden: ")
		return strings.ToUpper(rest[:1]) + rest[1:]
	}
	return says
}

func clauseMark(c notice.Clause, p *notice.Pack) ui.Clause {
	return clauseOf(p, c)
}

// dies is the notice's line on how long the referrer's details are kept.
func (p *contactsPage) dies() ui.Clause {
	return ui.Clause{Says: p.Panel.Dies, Place: p.Panel.Place, Href: placeHref(p.Pack, p.Panel.Place)}
}

// goes says what ends the referrer's details.
func (p *contactsPage) goes() ui.Goes {
	when := "Goes when you speak to " + p.called()
	if !p.Panel.Ends.IsZero() {
		when += ", or after " + p.Panel.Ends.Long()
	}
	return ui.Goes{When: when}
}

// since says why the panel can be opened and since when.
func (p *contactsPage) since() string {
	return "It may be opened because of an attempt on " + p.Panel.Since.Long() + ": " + strings.ToLower(p.Panel.Outcome[:1]) + p.Panel.Outcome[1:] +
		". Each look is recorded."
}

// rows are the three items of whoever referred the person, opened.
func (p *contactsPage) rows() ui.Items {
	var rows ui.Items
	for i, it := range p.Referrer.Items {
		row := ui.Item{Name: strings.TrimPrefix(it.Shape.Label, "Your "), Text: answerText(&it, p.Referrer.Values[i])}
		row.Name = strings.ToUpper(row.Name[:1]) + row.Name[1:]
		if it.Shape.Kind == notice.Phone {
			row.Num = true
		}
		if row.Text == "" {
			row.Empty = &ui.Empty{Kind: ui.NotAsked, Words: "Not given"}
		}
		rows.Rows = append(rows.Rows, row)
	}
	return rows
}

// gone says what became of the referrer's details once they are destroyed.
func (p *contactsPage) gone() *ui.Empty {
	in := p.Panel.Gone
	e := &ui.Empty{Kind: ui.Destroyed, Certificate: "/certificates/" + string(in.ID)}
	if !in.FinishedAt.IsZero() {
		e.On = calendar.Of(in.FinishedAt).Long() + ", " + calendar.Clock(in.FinishedAt)
	}
	return e
}
