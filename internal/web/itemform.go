package web

import (
	"slices"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/web/ui"
)

// An itemForm is one of the pack's forms as it stands: every item the notice
// lets it ask, with what was typed and what is wrong with it.
type itemForm struct {
	Pack     *notice.Pack
	Form     notice.Form
	State    *ui.Form
	Groups   []itemGroup
	Consents []*consentField // what is agreed to, line by line
	Token    care.ID

	fields map[string]*itemField
}

// An itemGroup is a heading with the questions under it.
type itemGroup struct {
	Title  string
	Fields []*itemField
}

// An itemField is one question: the answer's field, and where the notice asks
// why the item is relevant, the reason's.
type itemField struct {
	Item    notice.Item
	Answer  *ui.FieldState
	Day     *ui.DayState   // of a date, in place of Answer
	Why     *ui.FieldState // nil where the notice needs no reason
	Counted bool           // kept to be counted alone
	Of      bool           // whoever answers speaks of somebody else
}

// whyField is the name of an item's field for its relevance.
func whyField(code string) string { return code + ".why" }

// fieldNames lists every name a form of the pack may send.
func fieldNames(p *notice.Pack, form notice.Form) []string {
	var names []string
	for _, i := range form.Items() {
		it := &p.Items[i]
		switch it.Shape.Kind {
		case notice.Multi:
			names = append(names, it.Code+"[]")
		case notice.Date:
			names = append(names, it.Code+"-day", it.Code+"-month", it.Code+"-year")
		default:
			names = append(names, it.Code)
		}
		if it.Relevant {
			names = append(names, whyField(it.Code))
		}
	}
	return names
}

// newItemForm lays a form of the pack out over what was sent.
func newItemForm(p *notice.Pack, form notice.Form, state *ui.Form, token care.ID) *itemForm {
	f := &itemForm{Pack: p, Form: form, State: state, Token: token, fields: map[string]*itemField{}}
	for _, g := range form.Groups {
		group := itemGroup{Title: g.Title}
		for _, i := range g.Items {
			if p.Items[i].When == notice.Later || p.Items[i].Shape.Kind == notice.Facts {
				continue
			}
			field := f.field(&p.Items[i], state)
			f.fields[field.Item.Code] = field
			group.Fields = append(group.Fields, field)
		}
		if len(group.Fields) > 0 {
			f.Groups = append(f.Groups, group)
		}
	}
	return f
}

func (f *itemForm) field(it *notice.Item, state *ui.Form) *itemField {
	field := &itemField{Item: *it, Counted: casework.CountedOnly(f.Pack, f.Form, it.Index), Of: it.About != f.Form.From || !casework.Public(f.Pack, f.Form)}
	if it.Shape.Kind == notice.Date {
		field.Day = state.Day(it.Code)
		field.Answer = &ui.FieldState{Name: it.Code}
	} else {
		field.Answer = state.Text(it.Code)
		field.Answer.Values = state.SentAll(it.Code)
	}
	if it.Relevant {
		field.Why = state.Text(whyField(it.Code))
	}
	return field
}

// A source is what the form itself knows of every answer's provenance.
type source struct {
	from, channel, channelWhy string
	by                        care.ID
	on                        calendar.Day
}

// answers reads every question. What is wrong stands beside its field; an
// item left empty is no answer, unless it is required.
func (f *itemForm) answers(s source) []casework.Answer {
	var out []casework.Answer
	for _, g := range f.Groups {
		for _, field := range g.Fields {
			if a, ok := field.read(s); ok {
				out = append(out, a)
			}
		}
	}
	return out
}

func (f *itemField) read(s source) (casework.Answer, bool) {
	values := f.Answer.Values
	if f.Day != nil {
		values = dayTyped(f.Day)
	}
	v, problem := policy.ValidateAnswer(f.Item, policy.Raw{Values: values, Asked: s.on})
	if v.Empty == care.NotAsked && !f.mayBeUnasked() {
		problem = "Choose from the answers shown"
	}
	f.wrong(problem)
	if problem != "" {
		return casework.Answer{}, false
	}
	if !v.Given() {
		if f.Why != nil {
			f.Why.Check(f.Why.Value == "", "Answer the question above too, or leave this out")
		}
		return casework.Answer{}, false
	}
	v.From, v.Channel, v.ChannelWhy, v.By, v.On = s.from, s.channel, s.channelWhy, s.by, s.on
	if f.Why != nil {
		f.Why.Need("Say why this is " + f.needed() + ", or leave the answer out").AtMost(500)
		v.Relevance = f.Why.Value
	}
	return casework.Answer{Item: f.Item.Code, Value: v}, true
}

// dayTyped writes three boxes as ISO 8601 does, as far as they were filled.
func dayTyped(d *ui.DayState) []string {
	switch {
	case d.Empty():
		return nil
	case d.Day == "" && d.Month == "":
		return []string{d.Year}
	case d.Day == "":
		whole := &ui.DayState{Day: "1", Month: d.Month, Year: d.Year}
		if on := whole.Read("the date"); !on.IsZero() {
			return []string{on.String()[:len("2006-01")]}
		}
		return []string{d.Month + " " + d.Year}
	}
	if on := d.Read("the date"); !on.IsZero() {
		return []string{on.String()}
	}
	return []string{strings.Join([]string{d.Day, d.Month, d.Year}, " ")}
}

// fill puts what is held already into the field.
func (f *itemField) fill(v care.Value) {
	if f.Day == nil || v.Empty != care.Answered {
		f.Answer.Set(typedAs(f.Item, v)...)
		return
	}
	parts := strings.Split(v.Text, "-")
	for i, box := range []*string{&f.Day.Year, &f.Day.Month, &f.Day.Day}[:len(parts)] {
		*box = strings.TrimLeft(parts[i], "0")
	}
}

// given reports whether anything was typed.
func (f *itemField) given() bool { return f.Answer.Value != "" || f.Day != nil && !f.Day.Empty() }

// wrong says what is wrong beside the field, or nothing.
func (f *itemField) wrong(says string) {
	if f.Day != nil {
		f.Day.Check(says == "", says)
		return
	}
	f.Answer.Check(says == "", says)
}

// refuse puts the notice's refusals beside the fields they are about.
func (f *itemForm) refuse(no *casework.AnswersRefused) {
	for _, r := range no.Items {
		if field := f.fields[r.Item]; field != nil {
			field.wrong(r.Says)
		} else {
			f.State.Wrong(r.Says)
		}
	}
}

// needed is the word for what must hold of the answer: relevant, or necessary.
func (f *itemField) needed() string {
	if f.Item.When == "necessary" {
		return "necessary"
	}
	return "relevant"
}

// The answers that are none, offered beside every closed list.
const (
	declined = string(care.Declined)
	unknown  = string(care.Unknown)
	notAsked = string(care.NotAsked)
)

// closed reports whether the answer is one of a list.
func (f *itemField) closed() bool {
	return slices.Contains([]notice.ShapeKind{notice.Choice, notice.Multi, notice.Language}, f.Item.Shape.Kind)
}

// mayBeUnasked reports whether “not asked” is an answer: where whoever fills
// in the form puts the question to somebody else. What is counted alone is
// asked once, so there it would close the question for good.
func (f *itemField) mayBeUnasked() bool {
	return f.closed() && !f.Item.Required && !f.Counted && f.Of
}
