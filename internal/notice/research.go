package notice

// Research is what the notice undertakes when it studies what it holds (UK
// GDPR Art 89).
type Research struct {
	Says      string
	Output    string // "anonymous", "pseudonymous"
	Published string // on what condition: "only after a check", or ""
	Archive   bool   // what names nobody may stay in a public archive
	Clause    Clause
}

// NoAnswer says what follows for somebody who does not answer (UK GDPR Art
// 13(2)(e)).
type NoAnswer struct {
	Says   string
	Clause Clause
}

// An Assessment is a data protection impact assessment and where it stands
// (UK GDPR Art 35).
type Assessment struct {
	For    string // "body-worn cameras"
	State  string // "needed before use"
	Clause Clause
}

func (b *build) research(o object) {
	if !o.given("research") {
		return
	}
	v := o.get("research").said("says!", "output!", "published", "archive")
	b.p.Research = Research{
		Says: v.text("says"), Output: b.one(v, "output", "anonymous", "pseudonymous"), Published: v.text("published"),
		Archive: v.yes("archive"), Clause: b.clause(v, "research"),
	}
}

func (b *build) noAnswer(o object) {
	if !o.given("if you do not answer") {
		return
	}
	v := o.get("if you do not answer").lost("says!")
	b.p.NoAnswer = NoAnswer{Says: v.text("says"), Clause: b.clause(v, "if you do not answer")}
}

func (b *build) assessments(o object) {
	if !o.given("impact assessments") {
		return
	}
	for i, one := range o.get("impact assessments").list() {
		v := one.lost("for!", "state!")
		b.p.Assess = append(b.p.Assess, Assessment{For: v.text("for"), State: v.text("state"), Clause: b.clause(v, index("impact assessments", i))})
	}
}
