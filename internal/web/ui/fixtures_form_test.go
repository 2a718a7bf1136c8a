package ui

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// asked are the options every control of a form has.
type asked struct {
	ID, Name, IDPrefix string
	Label, Hint        *words
	ErrorMessage       *words
	Value              scalar
	Values             json.RawMessage
	DescribedBy        string
	Classes            string
	FormGroup          struct{ Classes string }
	Fieldset           *struct {
		Legend      *words
		DescribedBy string
	}
	Items []json.RawMessage
}

// said is what those options come to for our components.
type said struct {
	field                   *FieldState
	label, size, hint, more string
	heading                 bool
}

func (a asked) say() (said, error) {
	s := said{field: &FieldState{Name: a.Name, ID: a.ID, Value: string(a.Value)}, more: a.DescribedBy}
	if a.IDPrefix != "" {
		s.field.ID = a.IDPrefix
	}
	label, block := a.Label, "govuk-label"
	if a.Fieldset != nil {
		label, block = a.Fieldset.Legend, "govuk-fieldset__legend"
		if a.Fieldset.DescribedBy != "" {
			s.more = a.Fieldset.DescribedBy
		}
		if label == nil {
			return s, errors.New("a fieldset without a legend")
		}
	}
	if label != nil {
		if label.HTML != "" {
			return s, errors.New("the label is HTML")
		}
		s.label, s.heading = string(label.Text), label.IsPageHeading
	}
	var err, e error
	s.size, e = label.sizeOf(block)
	err = errors.Join(err, e)
	s.hint, e = a.Hint.plain("the hint")
	err = errors.Join(err, e)
	s.field.Error, e = a.ErrorMessage.plain("the message")
	return s, errors.Join(err, e)
}

func makeInput(raw []byte) (templ.Component, error) {
	type affix struct{ Text scalar }
	o, err := read[struct {
		asked
		Type, Inputmode, Autocomplete, Autocapitalize, Pattern string
		Spellcheck                                             *bool
		Prefix, Suffix                                         affix
	}](raw)
	if err != nil {
		return nil, err
	}
	s, err := o.say()
	width, class := "", o.Classes
	if w, ok := strings.CutPrefix(class, "govuk-input--width-"); ok {
		width, class = w, ""
	}
	return TextInput{Field: s.field, Label: s.label, Size: s.size, Heading: s.heading, Hint: s.hint, DescribedBy: s.more,
		Class: class, Width: width, GroupClass: o.FormGroup.Classes, Type: o.Type, InputMode: o.Inputmode,
		Autocomplete: o.Autocomplete, Autocapital: o.Autocapitalize, Pattern: o.Pattern, Spellcheck: checked(o.Spellcheck),
		Prefix: string(o.Prefix.Text), Suffix: string(o.Suffix.Text)}, err
}

// checked gives our word for the package's option; it leaves spelling to the
// browser unless told, ours is off unless told.
func checked(spelling *bool) string {
	switch {
	case spelling == nil:
		return "browser"
	case *spelling:
		return "true"
	}
	return ""
}

func makeTextarea(raw []byte) (templ.Component, error) {
	o, err := read[struct {
		asked
		Rows         scalar
		Autocomplete string
		Spellcheck   *bool
	}](raw)
	if err != nil {
		return nil, err
	}
	s, err := o.say()
	area := TextArea{Field: s.field, Label: s.label, Size: s.size, Heading: s.heading, Hint: s.hint, DescribedBy: s.more,
		Class: o.Classes, GroupClass: o.FormGroup.Classes, Autocomplete: o.Autocomplete}
	if o.Spellcheck != nil {
		area.Spellcheck = map[bool]string{true: "true", false: "false"}[*o.Spellcheck]
	}
	for _, r := range o.Rows {
		area.Rows = area.Rows*10 + int(r-'0')
	}
	return area, err
}

// answer is one option of radios, checkboxes or a select.
type answer struct {
	ID, Text, Divider, Behaviour string
	Value                        *scalar
	Checked, Selected, Disabled  *bool
	Hint                         *words
	Conditional                  *struct{ HTML json.RawMessage }
}

// answers turns items into choices and the values among them that are chosen.
func answers(a asked) ([]Choice, []string, error) {
	chosen := []string{}
	if a.Value != "" {
		chosen = append(chosen, string(a.Value))
	}
	if len(a.Values) > 0 {
		var many []scalar
		if err := json.Unmarshal(a.Values, &many); err != nil {
			return nil, nil, err
		}
		for _, v := range many {
			chosen = append(chosen, string(v))
		}
	}
	var all []Choice
	for _, raw := range a.Items {
		item, err := read[answer](raw)
		if err != nil {
			return nil, nil, err
		}
		hint, err := item.Hint.plain("an answer's hint")
		if err != nil {
			return nil, nil, err
		}
		if item.Disabled != nil && a.Label == nil {
			return nil, nil, errors.New("an answer that cannot be given")
		}
		c := Choice{ID: item.ID, Text: item.Text, Hint: hint, Divider: item.Divider}
		if item.Value != nil {
			c.Value = string(*item.Value)
		}
		if on := cmpOr(item.Checked, item.Selected); on != nil {
			if !*on && slices.Contains(chosen, c.Value) {
				return nil, nil, errors.New("an answer overrides what was chosen")
			}
			if *on {
				chosen = append(chosen, c.Value)
			}
		}
		if item.Conditional != nil {
			var inner string
			if err := json.Unmarshal(item.Conditional.HTML, &inner); err == nil && inner != "" {
				c.Under = templ.Raw(inner)
			}
		}
		all = append(all, c)
	}
	return all, chosen, nil
}

func cmpOr(a, b *bool) *bool {
	if a != nil {
		return a
	}
	return b
}

func makeRadios(raw []byte) (templ.Component, error) {
	o, err := read[asked](raw)
	if err != nil {
		return nil, err
	}
	s, err := o.say()
	choices, chosen, err2 := answers(o)
	s.field.Set(chosen...)
	return Radios{Field: s.field, Legend: s.label, Size: s.size, Heading: s.heading, Hint: s.hint, DescribedBy: s.more,
		Class: o.Classes, GroupClass: o.FormGroup.Classes, Choices: choices}, errors.Join(err, err2)
}

func makeCheckboxes(raw []byte) (templ.Component, error) {
	o, err := read[asked](raw)
	if err != nil {
		return nil, err
	}
	s, err := o.say()
	choices, chosen, err2 := answers(o)
	s.field.Set(chosen...)
	return Checkboxes{Field: s.field, Legend: s.label, Size: s.size, Heading: s.heading, Hint: s.hint, DescribedBy: s.more,
		Class: o.Classes, GroupClass: o.FormGroup.Classes, Choices: choices}, errors.Join(err, err2)
}

func makeSelect(raw []byte) (templ.Component, error) {
	o, err := read[asked](raw)
	if err != nil {
		return nil, err
	}
	s, err := o.say()
	var disabled []bool
	for _, item := range o.Items {
		a, err := read[answer](item)
		if err == nil && a.Value == nil {
			return nil, errors.New("an option without a value")
		}
		disabled = append(disabled, a.Disabled != nil && *a.Disabled)
	}
	choices, chosen, err2 := answers(o)
	s.field.Set(chosen...)
	var options []Option
	for i, c := range choices {
		options = append(options, Option{Value: c.Value, Text: c.Text, Disabled: disabled[i]})
	}
	return Select{Field: s.field, Label: s.label, Size: s.size, Heading: s.heading, Hint: s.hint, DescribedBy: s.more,
		Class: o.Classes, GroupClass: o.FormGroup.Classes, Options: options}, errors.Join(err, err2)
}

// dateBox is one box as the package's options have it.
type dateBox struct {
	Name, Classes string
	Error         *bool
	Value         *scalar
}

func (b *dateBox) wrong() bool {
	return b != nil && (b.Error != nil && *b.Error || b.Classes == "govuk-input--error" || strings.HasSuffix(b.Classes, " govuk-input--error"))
}

func (b *dateBox) spared() bool { return b != nil && b.Error != nil && !*b.Error }

func makeDate(raw []byte) (templ.Component, error) {
	o, err := read[struct {
		asked
		NamePrefix       string
		Values           map[string]scalar
		Day, Month, Year *dateBox
		Items            []dateBox
	}](raw)
	if err != nil {
		return nil, err
	}
	boxes := [3]*dateBox{o.Day, o.Month, o.Year}
	if len(o.Items) > 0 {
		if len(o.Items) != 3 {
			return nil, errors.New("other boxes than day, month and year")
		}
		boxes = [3]*dateBox{&o.Items[0], &o.Items[1], &o.Items[2]}
	}
	s, err := o.say()
	day := &DayState{Name: o.ID, Error: s.field.Error}
	sparing := false
	for i, into := range []*string{&day.Day, &day.Month, &day.Year} {
		b := boxes[i]
		*into = string(o.Values[strings.TrimPrefix(o.NamePrefix+"-", "-")+dayBoxes[i].part])
		if b != nil && b.Value != nil {
			*into = string(*b.Value)
		}
		sparing = sparing || b.spared()
		if b.wrong() {
			day.Wrong |= dayBoxes[i].box
		}
	}
	for i, b := range boxes {
		if sparing && !b.spared() {
			day.Wrong |= dayBoxes[i].box
		}
		if b != nil && b.Classes != "" && !strings.HasPrefix(b.Classes, "govuk-input--") {
			err = errors.Join(err, errors.New("a box with classes"))
		}
	}
	return DateInput{Field: day, Legend: s.label, Size: s.size, Heading: s.heading, Hint: s.hint, DescribedBy: s.more, Class: o.Classes, GroupClass: o.FormGroup.Classes}, err
}

var dateName = regexp.MustCompile(` name="(?:[a-z-]*-)?(day|month|year)"`)

// namedAfterQuestion renames the boxes of their HTML: ours are always named
// after the question, so that one page may ask for two dates.
func namedAfterQuestion(f fixture) string {
	var o struct{ ID string }
	_ = json.Unmarshal(f.Options, &o) // an example without an id keeps the names it has
	return dateName.ReplaceAllString(f.HTML, ` name="`+o.ID+`-$1"`)
}
