package web

import (
	"strconv"

	"github.com/a-h/templ"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/web/ui"
)

// A scaleForm is one scale of the pack as a form asks it.
type scaleForm struct {
	Measure   notice.Measure
	Questions []scaleQuestion
}

// A scaleQuestion is one question with its field.
type scaleQuestion struct {
	notice.Question
	Field *ui.FieldState
}

// scaleField is the name of a question's field.
func scaleField(m notice.Measure, q notice.Question) string { return m.Code + "." + q.Code }

// scaleFields lists the names that scales may send.
func scaleFields(measures []notice.Measure) []string {
	var names []string
	for _, m := range measures {
		for _, q := range m.Questions {
			names = append(names, scaleField(m, q))
		}
	}
	return names
}

func newScaleForms(measures []notice.Measure, state *ui.Form) []scaleForm {
	var out []scaleForm
	for _, m := range measures {
		f := scaleForm{Measure: m}
		for _, q := range m.Questions {
			f.Questions = append(f.Questions, scaleQuestion{q, state.Text(scaleField(m, q))})
		}
		out = append(out, f)
	}
	return out
}

// readScales reads every scale of which anything was answered. What is wrong
// stands beside its question.
func readScales(scales []scaleForm, moment string, on calendar.Day) []care.MeasureAnswers {
	var out []care.MeasureAnswers
	for _, s := range scales {
		raw, any := map[string]string{}, false
		for _, q := range s.Questions {
			raw[q.Code] = q.Field.Value
			any = any || q.Field.Value != ""
		}
		if !any {
			continue
		}
		m, problems := care.ReadMeasure(policy.ScaleOf(s.Measure), moment, on, on, raw)
		for _, q := range s.Questions {
			q.Field.Check(problems.Of(q.Code) == "", problems.Of(q.Code))
		}
		out = append(out, m)
	}
	return out
}

// control asks one question: each point with its word where the scale has
// words, else a list of numbers.
func (q scaleQuestion) control() templ.Component {
	if len(q.Labels) > 0 {
		r := ui.Radios{Field: q.Field, Legend: q.Text, Size: "s", Small: true}
		for i, word := range q.Labels {
			r.Choices = append(r.Choices, ui.Choice{Value: strconv.Itoa(q.Low + i), Text: upperFirst(word)})
		}
		r.Choices = append(r.Choices, ui.Choice{Divider: "or"},
			ui.Choice{Value: unknown, Text: "Asked, they do not know"}, ui.Choice{Value: declined, Text: "Prefer not to say"})
		return r
	}
	options := []ui.Option{{Value: "", Text: "Not asked"}}
	for n := q.Low; n <= q.High; n++ {
		text := strconv.Itoa(n)
		switch n {
		case q.Low:
			text += ", " + q.LowSays
		case q.High:
			text += ", " + q.HighSays
		}
		options = append(options, ui.Option{Value: strconv.Itoa(n), Text: text})
	}
	options = append(options, ui.Option{Value: unknown, Text: "Asked, they do not know"}, ui.Option{Value: declined, Text: "Prefer not to say"})
	return ui.Select{Field: q.Field, Label: q.Text, Options: options}
}

// An asking is how the questions were put: face to face, or by telephone,
// with the reason where the notice wants one.
type asking struct {
	Channel, Why *ui.FieldState
	Reason       bool // some question may be asked by telephone only with a reason
}

// whyNotFace is the field of the reason.
const whyNotFace = "channel-why"

var askingFields = []string{"channel", whyNotFace}

// newAsking reads how items were asked. Whether the reason is needed for those
// that were answered is decided with the answers.
func newAsking(f *ui.Form, items ...notice.Item) asking {
	a := asking{Channel: pick(f, "channel", care.ByVisit, care.ByPhone), Why: f.Text(whyNotFace)}
	for _, it := range items {
		by, ok := it.Channel(care.ByPhone)
		a.Reason = a.Reason || ok && by.Reason
	}
	return a
}

func (a asking) read() {
	a.Channel.Need("Choose how you asked")
	a.Why.AtMost(care.MaxWhy)
}

// reason is why it was not asked face to face, where it was not.
func (a asking) reason() string {
	if a.Channel.Value == care.ByPhone {
		return a.Why.Value
	}
	return ""
}

func (a asking) choices() []ui.Choice {
	phone := ui.Choice{Value: care.ByPhone, Text: "By telephone"}
	if a.Reason {
		phone.Under = ui.TextInput{
			Field: a.Why, Label: "Why not face to face",
			Hint: "The notice says that questions like these are asked face to face. The reason is kept with every answer.",
		}
	}
	return []ui.Choice{{Value: care.ByVisit, Text: "Face to face"}, phone}
}
