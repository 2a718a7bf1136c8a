package notice

// knownRights are the rights a notice can tell of, in our words. The article
// is of the UK GDPR.
var knownRights = []Right{
	{Code: "withdraw consent", Article: "Art 7(3)", Says: "Where we rely on your consent, you may take it back at any time."},
	{Code: "know", Article: "Arts 13 and 14", Says: "You may know what we do with your information and why."},
	{Code: "access", Article: "Art 15", Says: "You may see what we hold about you and have a copy of it."},
	{Code: "correct", Article: "Art 16", Says: "You may have mistakes put right."},
	{Code: "refuse marketing", Article: "Art 21(2)", Says: "You may refuse direct marketing, and that is final."},
	{Code: "complain", Article: "Art 77", Says: "You may complain to the regulator."},
	{Code: "erase", Article: "Art 17", Says: "You may ask us to delete information. For a public task or a legal duty we decide case by case and give reasons."},
	{Code: "move", Article: "Art 20", Says: "You may ask to have information sent to you or to another organisation in electronic form. It is a right only where we rely on consent or a contract."},
	{Code: "question decisions", Article: "Arts 22A to 22D", Says: "You may object to a decision that affects you significantly, and another person looks at it again."},
	{Code: "object", Article: "Art 21(1)", Says: "You may object to what we do for a public task."},
	{Code: "restrict", Article: "Art 18", Says: "You may ask us to stop certain uses of your information."},
}

func (b *build) rights(o object) {
	if !o.given("rights") {
		return
	}
	v := o.get("rights").object("by!", "ask!", "free!", "warn", "grants!", "cites", "reading")
	b.p.Rights = Rights{
		By: b.one(v, "by", "basis"), Ask: b.ref(v, "ask", anOffice), Free: v.yes("free"), Warn: v.text("warn"),
		Clause: b.clause(v, "rights"),
	}
	if v.given("free") && !b.p.Rights.Free {
		v.get("free").fault("fee", "write free: true", "rights are exercised free of charge (UK GDPR Art 12(5))")
	}
	if !v.given("grants") {
		return
	}
	list, _ := v.get("grants").entries()
	for _, e := range list {
		r, ok := knownRight(e.key)
		if !ok {
			b.faults.add(e.at, "unknown word", "use one of: "+rightCodes(), "there is no right called %q", e.key)
			continue
		}
		r.Clause = b.clause(object{e.value, map[string]entry{"cites": {"cites", e.at, e.value}}}, "rights."+e.key)
		r.Clause.Pos = e.at
		b.p.Rights.Grants = append(b.p.Rights.Grants, r)
	}
}

func knownRight(code string) (Right, bool) {
	for _, r := range knownRights {
		if r.Code == code {
			return r, true
		}
	}
	return Right{}, false
}

func rightCodes() string {
	s := ""
	for i, r := range knownRights {
		if i > 0 {
			s += ", "
		}
		s += r.Code
	}
	return s
}

func (b *build) contacts(o object) {
	if !o.given("contacts") {
		return
	}
	for i, one := range o.get("contacts").list() {
		v := one.object("office!", "for!", "cites", "reading")
		b.p.Contacts = append(b.p.Contacts, Contact{
			Office: b.ref(v, "office", anOffice), For: v.text("for"), Clause: b.clause(v, index("contacts", i)),
		})
	}
}

// controller reads controller.yaml.
func readController(root value, folder string, faults *Faults) Controller {
	o := root.object("controller!", "name!", "offices!", "regulator!", "corporate statement!", "public enquiries!")
	c := Controller{Code: o.text("controller"), Name: o.text("name")}
	if c.Code != folder && c.Code != "" {
		o.get("controller").fault("wrong folder", "write controller: "+folder+", or rename the folder", "the controller calls itself %q in the folder %q", c.Code, folder)
	}
	c.Code = folder
	if o.given("offices") {
		list, _ := o.get("offices").entries()
		for _, e := range list {
			if !codeForm.MatchString(e.key) {
				faults.add(e.at, "odd name", "use lower-case words of letters, digits and hyphens", "office %q is not a name", e.key)
			}
			c.Offices = append(c.Offices, c.office(e.value, e.key))
		}
		if len(c.Offices) == 0 {
			o.get("offices").fault("missing office", "name the office that answers for information", "no office is named")
		}
	}
	if o.given("regulator") {
		c.Regulator = c.office(o.get("regulator"), "regulator")
	}
	if o.given("corporate statement") {
		c.Corporate = c.found(o.get("corporate statement"), "web", "corporate statement")
	}
	if o.given("public enquiries") {
		c.Phone = c.found(o.get("public enquiries"), "phone", "public enquiries")
	}
	return c
}

func (c *Controller) office(v value, code string) Office {
	o := v.object("name!", "email", "phone", "web", "gap")
	if !o.given("email") && !o.given("phone") && !o.given("web") && !o.given("gap") {
		v.fault("missing contact", "give email, phone or web, or say what is lost with gap", "office %q has no published contact", code)
	}
	c.gap(o, "controller."+code)
	return Office{Code: code, Name: o.text("name"), Email: o.text("email"), Phone: o.text("phone"), Web: o.text("web")}
}

// found reads a thing that is either known or a gap.
func (c *Controller) found(v value, key, code string) string {
	o := v.object(key, "gap")
	if o.given(key) == o.given("gap") {
		v.fault("missing contact", "give "+key+", or say with gap that it is lost", "%s is neither given nor a gap", code)
	}
	c.gap(o, "controller."+code)
	return o.text(key)
}

func (c *Controller) gap(o object, ref string) {
	if o.given("gap") {
		c.Gaps = append(c.Gaps, Gap{Ref: ref, Says: o.text("gap"), Pos: o.get("gap").at})
	}
}
