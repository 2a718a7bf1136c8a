package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/web/ui"
)

// longList is the number of answers past which a list is a select.
const longList = 8

// control is the question as the page shows it, with why it is asked below.
func (f *itemField) control() templ.Component {
	s := &f.Item.Shape
	label := s.Label
	if !f.Item.Required && !f.closed() {
		label += " (optional)"
	}
	why, by := f.asked(), f.whyID()
	switch s.Kind {
	case notice.LongText:
		return ui.TextArea{Field: f.Answer, Label: label, Hint: s.Hint, Rows: 4, DescribedBy: by, After: why}
	case notice.Address:
		return ui.TextArea{Field: f.Answer, Label: label, Hint: s.Hint, Rows: 3, Autocomplete: "off", DescribedBy: by, After: why}
	case notice.Multi:
		return ui.Checkboxes{Field: f.Answer, Legend: label, Size: "s", Hint: s.Hint, Choices: f.choices(), DescribedBy: by, After: why}
	case notice.Choice, notice.Language:
		return f.oneOf(label)
	case notice.Date:
		return ui.DateInput{Field: f.Day, Legend: label, Size: "s", Hint: f.dateHint(), DescribedBy: by, After: why}
	}
	return f.line(label)
}

// line is a question of one line.
func (f *itemField) line(label string) templ.Component {
	t := ui.TextInput{Field: f.Answer, Label: label, Hint: f.Item.Shape.Hint, Autocomplete: "off", DescribedBy: f.whyID(), After: f.asked()}
	switch f.Item.Shape.Kind {
	case notice.Phone:
		t.Type, t.Width = "tel", "20"
	case notice.Email:
		t.Type = "email"
	case notice.Age:
		t.InputMode, t.Width = "numeric", "3"
	case notice.Number:
		t.InputMode, t.Width = "numeric", "20"
		if t.Hint == "" {
			t.Hint = "Ten digits, such as 999 123 4560"
		}
	}
	return t
}

func (f *itemField) dateHint() string {
	s := &f.Item.Shape
	switch {
	case s.Hint != "":
		return s.Hint
	case s.Partial:
		return "Such as 27 3 2015. The year alone is enough"
	}
	return "Such as 27 3 2015"
}

func (f *itemField) oneOf(label string) templ.Component {
	choices := f.choices()
	s := &f.Item.Shape
	if len(choices) <= longList {
		return ui.Radios{Field: f.Answer, Legend: label, Size: "s", Hint: s.Hint, Choices: choices, DescribedBy: f.whyID(), After: f.asked()}
	}
	options := []ui.Option{{Value: "", Text: "Choose"}}
	for _, c := range choices {
		if c.Divider == "" {
			options = append(options, ui.Option{Value: c.Value, Text: c.Text})
		}
	}
	return ui.Select{Field: f.Answer, Label: label, Hint: s.Hint, Options: options, DescribedBy: f.whyID(), After: f.asked()}
}

// choices are the answers of a closed list and, where no answer is needed, the
// ways to have none, each stored as itself.
func (f *itemField) choices() []ui.Choice {
	list := f.Item.Shape.Choices
	if f.Item.Shape.Kind == notice.Language {
		list = policy.Languages
	}
	var out []ui.Choice
	for _, o := range list {
		out = append(out, ui.Choice{Value: o.Code, Text: o.Label})
	}
	if f.Item.Required {
		return out
	}
	unsaid := "I do not know"
	if slices.Contains(f.Item.From, "client") && f.Item.About == "client" && len(f.Item.From) == 1 {
		unsaid = "Asked, they do not know"
	}
	out = append(out, ui.Choice{Divider: "or"}, ui.Choice{Value: unknown, Text: unsaid}, ui.Choice{Value: declined, Text: "Prefer not to say"})
	if f.mayBeUnasked() {
		out = append(out, ui.Choice{Value: notAsked, Text: "I have not asked"})
	}
	return out
}

func (f *itemField) whyID() string { return f.Item.Code + "-reason" }

// says tells in words whether an answer is needed, and what for.
func (f *itemField) says() string {
	says := "You may leave this out."
	if f.Item.Required {
		says = "We cannot do without this."
	}
	why := strings.TrimSuffix(f.Item.Shape.Why, ".")
	switch {
	case why == "":
		return says
	case strings.HasPrefix(why, "So that "):
		return says + " We ask " + lowerFirst(why) + "."
	}
	return says + " Why we ask: " + lowerFirst(why) + "."
}

// asked is the line below a question that says so.
func (f *itemField) asked() templ.Component { return whyAsked(f.whyID(), f.says()) }

// A consentField is one line that is agreed to or not, with nothing chosen
// beforehand (UK GDPR Art 4(11), Art 7).
type consentField struct {
	Consent notice.Consent
	Answer  *ui.FieldState
	Takes   string // how the yes is taken back
	Theirs  bool   // whoever fills in the form puts the question to the person
}

// consentName is the name of a consent's field.
func consentName(code string) string { return "consent." + strings.ReplaceAll(code, " ", "-") }

// asksConsent lays out the lines that a form asks agreement to.
func (f *itemForm) asksConsent(lines []notice.Consent, theirs bool) {
	for _, c := range lines {
		field := &consentField{Consent: c, Theirs: theirs, Answer: f.State.Text(consentName(c.Code))}
		field.Answer.Values = f.State.SentAll(field.Answer.Name)
		field.Takes = takenBack(f.Pack, c)
		f.Consents = append(f.Consents, field)
	}
}

// takenBack says with whom a yes is taken back, and how to reach them.
func takenBack(p *notice.Pack, c notice.Consent) string {
	code := c.Withdraw
	if code == "" {
		code = p.Rights.Ask
	}
	office, ok := p.Controller.Office(code)
	switch {
	case !ok:
		return "A yes can be taken back at any time."
	case office.Phone != "":
		return "A yes can be taken back at any time: ring the " + office.Name + " on " + office.Phone + "."
	}
	return "A yes can be taken back at any time: ask the " + office.Name + "."
}

// legend is the line as it is put.
func (c *consentField) legend() string { return c.Consent.Says + "?" }

// hint says whether a service hangs on the yes, and how it is taken back.
func (c *consentField) hint() string {
	if c.Consent.Needed {
		return "Without a yes we can only get in touch and ask again. " + c.Takes
	}
	return "You may say no and still have the service. " + c.Takes
}

func (c *consentField) choices() []ui.Choice {
	who := ""
	if c.Theirs {
		who = ", they agree"
	}
	no := "No"
	if c.Theirs {
		no = "No, or not asked"
	}
	return []ui.Choice{{Value: "yes", Text: "Yes" + who}, {Value: "no", Text: no}}
}
