package web

import (
	"slices"

	"github.com/a-h/templ"

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
	Pack   *notice.Pack
	Form   notice.Form
	State  *ui.Form
	Groups []itemGroup
	Token  care.ID

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
	Item   notice.Item
	Answer *ui.FieldState
	Why    *ui.FieldState // nil where the notice needs no reason
}

// whyField is the name of an item's field for its relevance.
func whyField(code string) string { return code + ".why" }

// fieldNames lists every name a form of the pack may send.
func fieldNames(p *notice.Pack, form notice.Form) []string {
	var names []string
	for _, i := range form.Items() {
		it := &p.Items[i]
		if it.Shape.Kind == notice.Multi {
			names = append(names, it.Code+"[]")
		} else {
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
			field := &itemField{Item: p.Items[i], Answer: state.Text(p.Items[i].Code)}
			field.Answer.Values = state.SentAll(field.Item.Code)
			if field.Item.Relevant {
				field.Why = state.Text(whyField(field.Item.Code))
			}
			f.fields[field.Item.Code] = field
			group.Fields = append(group.Fields, field)
		}
		f.Groups = append(f.Groups, group)
	}
	return f
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
	v, problem := policy.ValidateAnswer(f.Item, policy.Raw{Values: f.Answer.Values, Asked: s.on})
	f.Answer.Check(problem == "", problem)
	if problem != "" || !v.Given() {
		return casework.Answer{}, false
	}
	v.From, v.Channel, v.ChannelWhy, v.By, v.On = s.from, s.channel, s.channelWhy, s.by, s.on
	if f.Why != nil {
		f.Why.Need("Say why this is relevant, or leave the answer out").AtMost(500)
		v.Relevance = f.Why.Value
	}
	return casework.Answer{Item: f.Item.Code, Value: v}, true
}

// refuse puts the notice's refusals beside the fields they are about.
func (f *itemForm) refuse(no *casework.AnswersRefused) {
	for _, r := range no.Items {
		if field := f.fields[r.Item]; field != nil {
			field.Answer.Check(false, r.Says)
		} else {
			f.State.Wrong(r.Says)
		}
	}
}

// The answers that are none, offered beside every closed list.
const (
	declined = string(care.Declined)
	unknown  = string(care.Unknown)
)

// longList is the number of answers past which a list is a select.
const longList = 8

func (f *itemField) control() templ.Component {
	s := &f.Item.Shape
	label := s.Label
	if !f.Item.Required && s.Kind != notice.Choice && s.Kind != notice.Multi {
		label += " (optional)"
	}
	switch s.Kind {
	case notice.LongText:
		return ui.TextArea{Field: f.Answer, Label: label, Hint: s.Hint, Rows: 4}
	case notice.Address:
		return ui.TextArea{Field: f.Answer, Label: label, Hint: s.Hint, Rows: 3, Autocomplete: "off"}
	case notice.Phone:
		return ui.TextInput{Field: f.Answer, Label: label, Hint: s.Hint, Type: "tel", Width: "20", Autocomplete: "off"}
	case notice.Email:
		return ui.TextInput{Field: f.Answer, Label: label, Hint: s.Hint, Type: "email", Autocomplete: "off"}
	case notice.Age:
		return ui.TextInput{Field: f.Answer, Label: label, Hint: s.Hint, InputMode: "numeric", Width: "3", Autocomplete: "off"}
	case notice.Multi:
		return ui.Checkboxes{Field: f.Answer, Legend: label, Size: "s", Hint: s.Hint, Choices: f.choices()}
	case notice.Choice:
		return f.oneOf(label)
	}
	return ui.TextInput{Field: f.Answer, Label: label, Hint: s.Hint, Autocomplete: "off"}
}

func (f *itemField) oneOf(label string) templ.Component {
	choices := f.choices()
	if len(choices) <= longList {
		return ui.Radios{Field: f.Answer, Legend: label, Size: "s", Hint: f.Item.Shape.Hint, Choices: choices}
	}
	options := []ui.Option{{Value: "", Text: "Choose"}}
	for _, c := range choices {
		if c.Divider == "" {
			options = append(options, ui.Option{Value: c.Value, Text: c.Text})
		}
	}
	return ui.Select{Field: f.Answer, Label: label, Hint: f.Item.Shape.Hint, Options: options}
}

func (f *itemField) choices() []ui.Choice {
	var out []ui.Choice
	for _, o := range f.Item.Shape.Choices {
		out = append(out, ui.Choice{Value: o.Code, Text: o.Label})
	}
	if f.Item.Required {
		return out
	}
	unsaid := "I do not know"
	if slices.Contains(f.Item.From, "client") && f.Item.About == "client" && len(f.Item.From) == 1 {
		unsaid = "Asked, they do not know"
	}
	return append(out, ui.Choice{Divider: "or"},
		ui.Choice{Value: unknown, Text: unsaid}, ui.Choice{Value: declined, Text: "Prefer not to say"})
}
