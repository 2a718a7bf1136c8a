package notice

import "slices"

// Script is what a worker reads out when first speaking to a person by phone,
// a sentence or two at a time: the notice, fairly told (UK GDPR Arts 13, 14).
func (p *Pack) Script() []string { return p.ScriptFor(p.subject()) }

// ScriptFor is the script for a person the notice speaks about: a referrer on
// the phone hears what happens to their own details.
func (p *Pack) ScriptFor(person string) []string {
	out := []string{"This is " + p.Controller.Name + ", " + p.Title + ". " + p.About}
	var asked []int
	first := ""
	if len(p.Stages) > 0 {
		first = p.Stages[0].Code
	}
	for _, it := range p.Items {
		if it.About == person && slices.Contains(it.At, first) && !slices.Contains(it.From, worker) {
			asked = append(asked, it.Index)
		}
	}
	if len(asked) > 0 {
		out = append(out, sentence("I would like to write down "+p.words(asked)))
	}
	for _, x := range p.Purposes {
		if p.personOf(x.Code) == person && slices.ContainsFunc(asked, func(i int) bool { return slices.Contains(p.PurposesOf(i), x.Code) }) {
			out = append(out, sentence("we use it "+lower(x.Says)))
		}
	}
	for _, n := range p.NeverShare {
		if set, _ := p.Set(n.Set); p.aboutOf(set.Items) == person {
			out = append(out, "We never pass it on to anybody.")
		}
	}
	for _, n := range p.Never {
		if person == p.subject() {
			out = append(out, sentence("we never ask for "+n.Says))
		}
	}
	if person == p.subject() {
		out = append(out, p.whoSees().Says)
	}
	for _, r := range p.life() {
		if r.About == person {
			out = append(out, sentence(r.Label+": destroyed "+r.Ends))
		}
	}
	if person == p.subject() {
		out = append(out, p.mayRefuse().Says)
	}
	out = append(out, "You can see what we hold, have mistakes put right, object and complain, free of charge. "+p.whomToAsk().Says,
		"I can read you the whole notice, or have it sent to you. May I go on?")
	return out
}
