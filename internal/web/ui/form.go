package ui

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A Form reads what was sent and gathers what needs another look. A handler
// asks it for each field in the order of the page; the summary keeps that
// order.
//
//	form := ui.ReadForm(r.PostForm)
//	name := form.Text("name").Need("Tell us their name").AtMost(200)
//	if !form.OK() { … show the page again with 422 and form.Summary() }
type Form struct {
	sent  url.Values
	order []interface{ fault() SummaryItem }
	whole []string
}

// ReadForm starts a form from what was sent; nil starts an empty one.
func ReadForm(sent url.Values) *Form { return &Form{sent: sent} }

// A FieldState is one field as it stands: what was typed and what is wrong
// with it. The component and the summary both read it.
type FieldState struct {
	Name   string
	ID     string // of the first control; Name when empty
	Value  string
	Values []string // every value chosen, for checkboxes
	Error  string   // "" when nothing is wrong
}

// Text reads a field of words: trimmed, line ends made one character,
// control characters dropped.
func (f *Form) Text(name string) *FieldState {
	return f.add(&FieldState{Name: name, Value: clean(f.sent.Get(name))})
}

// Choice reads one of the allowed values. Anything else counts as no answer.
func (f *Form) Choice(name string, allowed ...string) *FieldState {
	s := &FieldState{Name: name}
	if v := f.sent.Get(name); slices.Contains(allowed, v) {
		s.Value, s.Values = v, []string{v}
	}
	return f.add(s)
}

// Choices reads any number of the allowed values, in the order allowed gives
// them. Anything else is left out.
func (f *Form) Choices(name string, allowed ...string) *FieldState {
	s := &FieldState{Name: name}
	for _, v := range allowed {
		if slices.Contains(f.sent[name], v) {
			s.Values = append(s.Values, v)
		}
	}
	if len(s.Values) > 0 {
		s.Value = s.Values[0]
	}
	return f.add(s)
}

func (f *Form) add(s *FieldState) *FieldState {
	f.order = append(f.order, s)
	return s
}

// Wrong adds a fault of the form as a whole, which belongs to no field.
func (f *Form) Wrong(message string) { f.whole = append(f.whole, message) }

// OK reports whether nothing needs another look.
func (f *Form) OK() bool { return len(f.Faults()) == 0 }

// Faults lists what needs another look, in the order of the page.
func (f *Form) Faults() []SummaryItem {
	var all []SummaryItem
	for _, w := range f.whole {
		all = append(all, SummaryItem{Text: w})
	}
	for _, s := range f.order {
		if item := s.fault(); item.Text != "" {
			all = append(all, item)
		}
	}
	return all
}

// Summary gives the list for the top of the page. It renders nothing while
// the form is OK.
func (f *Form) Summary() ErrorSummary {
	faults := f.Faults()
	title := "One thing needs another look"
	if n := len(faults); n > 1 {
		title = Counted(n) + " things need another look"
	}
	return ErrorSummary{Title: title, Items: faults}
}

var small = [...]string{"None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"}

// Counted writes a number that begins a sentence: a word up to nine, figures
// after.
func Counted(n int) string {
	if n >= 0 && n < len(small) {
		return small[n]
	}
	return strconv.Itoa(n)
}

// FirstID is the id of the control the summary links to.
func (s *FieldState) FirstID() string {
	if s == nil {
		return ""
	}
	if s.ID != "" {
		return s.ID
	}
	return s.Name
}

func (s *FieldState) name() string {
	if s == nil {
		return ""
	}
	return s.Name
}

func (s *FieldState) value() string {
	if s == nil {
		return ""
	}
	return s.Value
}

func (s *FieldState) wrong() string {
	if s == nil {
		return ""
	}
	return s.Error
}

func (s *FieldState) fault() SummaryItem {
	return SummaryItem{Text: s.Error, Href: "#" + s.FirstID()}
}

// Has reports whether v was chosen.
func (s *FieldState) Has(v string) bool {
	return s != nil && (slices.Contains(s.Values, v) || (s.Values == nil && s.Value == v && v != ""))
}

// Set fills the field with what is already held, and returns it.
func (s *FieldState) Set(values ...string) *FieldState {
	s.Values, s.Value = values, ""
	if len(values) > 0 {
		s.Value = values[0]
	}
	return s
}

// Need says message when nothing was answered.
func (s *FieldState) Need(message string) *FieldState {
	return s.Check(s.Value != "", message)
}

// AtMost bounds the length, counted in characters.
func (s *FieldState) AtMost(n int) *FieldState {
	over := len([]rune(s.Value)) - n
	return s.Check(over <= 0, "Shorten this by "+plural(over, "character")+"; there is room for "+strconv.Itoa(n))
}

// Number reads a whole number between low and high; ok is false when the
// field is empty or wrong. message is said when something else was typed.
func (s *FieldState) Number(low, high int, message string) (n int, ok bool) {
	if s.Value == "" {
		return 0, false
	}
	n, err := strconv.Atoi(s.Value)
	good := err == nil && n >= low && n <= high
	s.Check(good, message)
	return n, good
}

// Check says message unless it holds. The first fault of a field stands.
func (s *FieldState) Check(holds bool, message string) *FieldState {
	if !holds && s.Error == "" {
		s.Error = message
	}
	return s
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}

// clean makes typed words safe to keep: no control characters but line ends.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// Sent gives what was sent for a field, before anything is made of it.
func (f *Form) Sent(name string) string { return f.sent.Get(name) }

// SentAll gives every value sent for a field.
func (f *Form) SentAll(name string) []string { return f.sent[name] }
