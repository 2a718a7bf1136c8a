package web

import (
	"fmt"
	"net/http"
	"net/url"

	"candour/internal/notice"
	"candour/internal/web/ui"
)

// A scriptPage is the notice to be read out on the phone, a sentence or two at
// a time, with where to stop and what to write down (UK GDPR Arts 13 and 14).
type scriptPage struct {
	readNotice
	Person notice.Person
	Others []ui.Link // the same for the other kinds of person
	Steps  []scriptStep
}

// A scriptStep is what is read out before a pause.
type scriptStep struct {
	Lines []string
	Last  bool
}

func (s *Server) noticeScript(req *request) (page, error) {
	n, err := s.reading(req, "/script")
	if err != nil {
		return page{}, err
	}
	p := scriptPage{readNotice: n}
	form := ui.ReadForm(req.URL.Query())
	var codes []string
	for _, x := range n.Pack.People {
		codes = append(codes, x.Code)
	}
	who := pick(form, whoField, codes...)
	for i, x := range n.Pack.People {
		if x.Code == who.Value || who.Value == "" && i == 0 {
			p.Person = x
		}
	}
	for _, x := range n.Pack.People {
		if x.Code != p.Person.Code {
			p.Others = append(p.Others, ui.Link{Text: upperFirst(x.Says), Href: n.Home + n.Way + "?" + whoField + "=" + url.QueryEscape(x.Code)})
		}
	}
	p.Steps = scriptSteps(n.Pack.ScriptFor(p.Person.Code))
	frame := n.frame(s, req, "The notice, read aloud")
	if !form.OK() {
		frame.Faulty = true
		return page{status: http.StatusUnprocessableEntity, body: p.view(frame, form)}, nil
	}
	return show(p.view(frame, form))
}

// breath is how many words somebody listens to before a pause.
const breath = 40

// scriptSteps cuts a script into what fits one breath.
func scriptSteps(script []string) []scriptStep {
	var out []scriptStep
	words := 0
	for _, paragraph := range script {
		for _, line := range sentences(paragraph) {
			n := notice.ReadingAgeOf(line).Words
			if len(out) == 0 || words+n > breath {
				out, words = append(out, scriptStep{}), 0
			}
			at := &out[len(out)-1]
			at.Lines, words = append(at.Lines, line), words+n
		}
	}
	if len(out) > 0 {
		out[len(out)-1].Last = true
	}
	return out
}

// minutes is how long reading it out takes, at 130 words a minute and two
// seconds a pause.
func (p scriptPage) minutes() string {
	words := 0
	for _, s := range p.Steps {
		for _, l := range s.Lines {
			words += notice.ReadingAgeOf(l).Words
		}
	}
	seconds := words*60/130 + 2*len(p.Steps)
	return fmt.Sprintf("About %s to read out.", numbered(max(1, (seconds+30)/60), "minute"))
}

// record is what whoever reads it out writes down.
func (p scriptPage) record() []string {
	out := []string{
		"The day, and that the notice was read out by phone.",
		"The version you read: " + lowerFirst(p.Version()) + ".",
		"What they said at the end: yes, no, or “I want to think about it”.",
		"Whether they want the notice sent to them, and how.",
	}
	if len(p.Pack.Consents) > 0 {
		out = append(out, "Each question of consent by itself: a yes, a no, or no answer. No answer is not a yes.")
	}
	return out
}
