package notice

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// and joins words as a sentence does. Where one of them has a comma of its
// own, semicolons part them.
func and(list []string) string { return join(list, "and") }

func or(list []string) string { return join(list, "or") }

func join(list []string, last string) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	}
	comma := ", "
	if slices.ContainsFunc(list[:len(list)-1], func(s string) bool { return strings.Contains(s, ",") }) {
		comma = "; "
	}
	head := strings.Join(list[:len(list)-1], comma)
	if comma == "; " {
		return head + "; " + last + " " + list[len(list)-1]
	}
	return head + " " + last + " " + list[len(list)-1]
}

func upper(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

func lower(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// sentence begins with a capital and ends with a stop.
func sentence(s string) string {
	s = upper(strings.TrimSpace(s))
	end := strings.TrimSuffix(s, ")")
	if end == "" || strings.ContainsAny(end[len(end)-1:], ".?!") {
		return s
	}
	return s + "."
}

func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// subject is the person a notice mainly speaks to: the first it declares.
func (p *Pack) subject() string {
	if len(p.People) == 0 {
		return ""
	}
	return p.People[0].Code
}

// speaks gives the heading of lines that speak to a person.
func (p *Pack) speaks(person string) string {
	x, ok := p.Person(person)
	if !ok {
		return ""
	}
	return "If you are " + x.Says
}

// aboutOf gives whom items are about: the person of the first of them.
func (p *Pack) aboutOf(items []int) string {
	if len(items) == 0 {
		return p.subject()
	}
	return p.Items[items[0]].About
}

// happens says an event to a person.
func (p *Pack) happens(event, person string) string {
	e, _ := p.Event(event)
	if person == p.subject() {
		return e.Says
	}
	return e.ToOthers
}

// during says at which stages, to a person.
func (p *Pack) during(stages []string, person string) string {
	if n := len(p.Stages); n > 1 && len(stages) == n {
		return "until " + p.happens(p.Stages[n-1].Until[0], person)
	}
	var out []string
	for _, code := range stages {
		s, _ := p.Stage(code)
		if person == p.subject() {
			out = append(out, s.Says)
		} else {
			out = append(out, s.ToOthers)
		}
	}
	return and(out)
}

// sets says what sets of items hold.
func (p *Pack) setsSay(codes []string) string {
	var out []string
	for _, code := range codes {
		s, _ := p.Set(code)
		out = append(out, s.Says)
	}
	return and(out)
}

func (p *Pack) words(items []int) string {
	var out []string
	for _, i := range items {
		out = append(out, p.Items[i].Words)
	}
	return and(out)
}

func (p *Pack) purposesSay(codes []string) string {
	var out []string
	for _, code := range codes {
		x, _ := p.Purpose(code)
		out = append(out, lower(x.Says))
	}
	return strings.Join(out, "; ")
}
