package notice

import "strings"

func (c *composer) shared() {
	p := c.p
	for _, n := range p.NeverShare {
		set, _ := p.Set(n.Set)
		except := ""
		if len(n.Except) > 0 {
			except = ", except for " + and(n.Except)
		}
		c.line(p.speaks(p.aboutOf(set.Items)), set.Says+" are never shared with anybody"+except, n.Clause)
	}
	for _, s := range p.Shares {
		c.line(p.speaks(p.aboutOf(s.Items)), p.sayShare(s), s.Clause)
	}
	for _, r := range p.Recipients {
		c.line("", p.sayRecipient(r), r.Clause)
	}
	for _, place := range p.Places {
		c.line("", sayPlace(place), place.Clause)
	}
	c.statements("sharing")
}

func sayPlace(x Place) string {
	if len(x.Where) == 0 {
		return ""
	}
	on := ""
	if x.System != "" {
		on = ", on " + x.System
	}
	var where []string
	for _, code := range x.Where {
		where = append(where, whereSays(code))
	}
	return "We store what we hold in the " + and(where) + " only" + on
}

func whereSays(code string) string {
	switch code {
	case "US", "USA":
		return "United States of America"
	case "EEA":
		return "European Economic Area"
	}
	return code
}

func (p *Pack) sayRecipient(r Recipient) string {
	s := r.Says
	var are []string
	if r.Where != "" {
		are = append(are, "in the "+whereSays(r.Where))
	}
	if is := kindSays[r.Kind]; is != "" {
		are = append(are, is)
	}
	if len(are) > 0 {
		s += ": " + strings.Join(are, ", ")
	}
	if r.Gets != "" {
		s += ", and receives " + r.Gets
	}
	if len(r.Members) > 0 {
		var names []string
		for _, m := range r.Members {
			name := m.Name
			if m.Notice != "" {
				name += " (" + m.Notice + ")"
			}
			names = append(names, name)
		}
		it, _ := p.ItemByCode(r.ChosenBy)
		s += ". It is " + or(names) + ", whichever " + it.Words + " falls to"
	}
	if r.Notice != "" {
		s += ". How it uses information is in its own notice: " + r.Notice
	}
	return s + sayTransfer(r.Transfer)
}

// sayTransfer says what lets data go abroad, and whether that is shown.
func sayTransfer(t Transfer) string {
	if t.Mechanism == "" {
		return ""
	}
	s := ". It goes abroad under the " + t.Mechanism
	if t.Evidence != "" {
		s += " (" + t.Evidence + ")"
	} else {
		s += "; nothing is sent until we hold evidence that this is in force"
	}
	if t.Check > 0 {
		s += ". We check every " + months(t.Check) + " that it still is"
	}
	return s
}

var kindSays = map[string]string{"independent": "answers for the information itself", "processor": "acts on our orders",
	"joint controller": "decides jointly with us", "authority": "a public authority", "funder": "pays for the project", "council": "a council", "department": "a department of ours",
	"health": "a health body", "education": "a school, a college or their like", "police": "the police", "court": "a court or its like",
	"probation": "the probation service", "charity": "a charity or voluntary body", "company": "a company", "government": "central government",
	"family": "your family", "public": "the public", "analytics": "studies figures for us"}

var needSays = map[string]string{"order or power": "an order or a power that the authority shows us", "approver": "a second person's approval", "reason": "a reason that is written down",
	"review": "a later look at whether it was right"}

var whenSaysShare = map[string]string{"law requires": "only when the law requires it", "need to know": "only those who need to know receive it, and no more than they need",
	"without telling": "the law may let us do this without telling you first", "vital interests": "only to protect somebody's life"}

func (p *Pack) sayShare(s Share) string {
	r, _ := p.Recipient(s.To)
	x, _ := p.Purpose(s.Purpose)
	if s.Output == "anonymous" {
		return "we give " + r.Says + " results with everything taken out that could tell who you are, " + lower(x.Says)
	}
	out := "we may pass " + p.setsSay(s.Sets) + " to " + r.Says + ", " + lower(x.Says)
	if s.Permission != "" {
		out += ". Each time we talk it over and ask for your permission first, and you can take it back"
	}
	if s.On != "" {
		x, _ := p.Consent(s.On)
		out += ". Only with your consent (“" + x.Says + "”), and you can take it back"
	}
	if s.When != "" {
		out += ". " + upper(whenSaysShare[s.When])
	}
	if len(s.Needs) > 0 {
		var needs []string
		for _, n := range s.Needs {
			needs = append(needs, needSays[n])
		}
		out += ". It takes " + and(needs)
	}
	return out + p.sayBounds(s)
}

// sayBounds says what holds a share in besides its occasion.
func (p *Pack) sayBounds(s Share) string {
	out := ""
	if s.Exactly {
		out += ". Exactly this is sent, and nothing else"
	}
	if s.Until != "" {
		out += ". It ends when " + p.happens(s.Until, p.aboutOf(s.Items))
	}
	if s.Withhold != "" {
		out += ". Where there is a " + s.Withhold + ", we hold it back"
	}
	if s.OptOut.Says != "" {
		out += ". " + upper(s.OptOut.Says)
		if s.OptOut.Unless != "" {
			out += ". We keep to that, unless there is a " + s.OptOut.Unless
		}
	}
	return out
}
