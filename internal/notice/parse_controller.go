package notice

import "slices"

// readController reads controller.yaml.
func readController(root value, folder string, faults *Faults) Controller {
	o := root.object("controller!", "name!", "offices!", "regulator!", "corporate statement", "corporate notice", "policy documents", "public enquiries!")
	b := newBuild(faults)
	c := Controller{Code: o.text("controller"), Name: o.text("name")}
	if c.Code != folder && c.Code != "" {
		o.get("controller").fault("wrong folder", "write controller: "+folder+", or rename the folder", "the controller calls itself %q in the folder %q", c.Code, folder)
	}
	c.Code = folder
	b.readOffices(o, &c)
	if !o.given("corporate statement") && !o.given("corporate notice") {
		o.fault("missing key", "add corporate notice, or corporate statement", "the controller gives neither %q nor %q", "corporate notice", "corporate statement")
	}
	if o.given("corporate statement") {
		c.Corporate = b.found(o.get("corporate statement"), "web", "corporate statement")
	}
	if o.given("corporate notice") {
		c.Notice = b.corporateNotice(o.get("corporate notice"))
	}
	b.policyDocuments(o, &c)
	if o.given("public enquiries") {
		c.Phone = b.found(o.get("public enquiries"), "phone", "public enquiries")
	}
	for i := range c.Offices {
		b.declare(anOffice, c.Offices[i].Code, Pos{})
	}
	b.refs = slices.DeleteFunc(b.refs, func(r reference) bool { return r.kind == aReading })
	b.resolve()
	c.Gaps = b.p.Gaps
	return c
}

func (b *build) readOffices(o object, c *Controller) {
	if o.given("offices") {
		list, _ := o.get("offices").entries()
		for _, e := range list {
			if !codeForm.MatchString(e.key) {
				b.faults.add(e.at, "odd name", "use lower-case words of letters, digits and hyphens", "office %q is not a name", e.key)
			}
			c.Offices = append(c.Offices, b.office(e.value, e.key))
		}
		if len(c.Offices) == 0 {
			o.get("offices").fault("missing office", "name the office that answers for information", "no office is named")
		}
	}
	if o.given("regulator") {
		c.Regulator = b.office(o.get("regulator"), "regulator")
	}
}

func (b *build) office(v value, code string) Office {
	o := v.object("name!", "email", "phone", "web", "post", "for", "then", "gap")
	if !slices.ContainsFunc([]string{"email", "phone", "web", "post", "gap"}, o.given) {
		v.fault("missing contact", "give email, phone, post or web, or say what is lost with gap", "office %q has no published contact", code)
	}
	b.gap(o, "controller."+code)
	x := Office{Code: code, Name: o.text("name"), Email: o.text("email"), Phone: o.text("phone"), Web: o.text("web"), Post: o.text("post"), For: o.text("for")}
	if o.given("then") {
		t := o.get("then").object("name!", "from", "gap")
		x.Then, x.When = t.text("name"), b.gap(t, "controller."+code+".then")
		if t.given("from") {
			x.When = t.get("from").day().Long()
		}
	}
	return x
}

// found reads a thing that is either known or a gap.
func (b *build) found(v value, key, code string) string {
	o := v.object(key, "gap")
	if o.given(key) == o.given("gap") {
		v.fault("missing contact", "give "+key+", or say with gap that it is lost", "%s is neither given nor a gap", code)
	}
	b.gap(o, "controller."+code)
	return o.text(key)
}

// corporateParts are what every notice inherits from the council's own: the
// identity of the controller, how long, the rights and how to use them.
var corporateParts = []string{"who we are", "how long", "your rights", "using your rights"}

func (b *build) corporateNotice(v value) CorporateNotice {
	o := v.object("title!", "at", "gap", "parts!", "copy")
	const ref = "controller.corporate notice"
	b.gap(o, ref)
	n := CorporateNotice{Title: o.text("title"), At: o.text("at")}
	if o.given("at") == o.given("gap") {
		v.fault("missing contact", "give at, or say with gap that it is lost", "the address of the corporate notice is neither given nor a gap")
	}
	if o.given("parts") {
		parts := o.get("parts").object("who we are!", "how long!", "your rights!", "using your rights!")
		for _, code := range corporateParts {
			if !parts.given(code) {
				continue
			}
			p := parts.get(code).lost("says!")
			n.Parts = append(n.Parts, CorporatePart{Code: code, Says: p.text("says"), Clause: b.clause(p, ref+"."+code)})
		}
	}
	if o.given("copy") {
		c := o.get("copy").said("says!", "ask!")
		n.Copy = CorporateCopy{Says: c.text("says"), Ask: b.ref(c, "ask", anOffice), Clause: b.clause(c, ref+".copy")}
	}
	return n
}

func (b *build) policyDocuments(o object, c *Controller) {
	if !o.given("policy documents") {
		return
	}
	list, _ := o.get("policy documents").entries()
	for _, e := range list {
		v := e.value.said("name!", "covers!", "at")
		d := PolicyDocument{Code: e.key, Name: v.text("name"), Covers: b.each(v, "covers", "special", offences), At: v.text("at"),
			Clause: b.clause(v, "controller.policy documents."+e.key)}
		if !v.given("at") && !v.given("gap") {
			e.value.fault("missing contact", "give at, or say with gap that it is lost", "the address of policy document %q is neither given nor a gap", e.key)
		}
		c.Policies = append(c.Policies, d)
	}
}
