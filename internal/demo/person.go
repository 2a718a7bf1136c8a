package demo

import (
	"candour/internal/calendar"
	"candour/internal/care"
)

// A person is what the rest of a story needs to know of who it is about.
type person struct {
	of          *heritage
	woman       bool
	first, last string
	interpreter bool
	age         int
}

func (d dice) person() person {
	p := person{of: d.heritage(), woman: d.percent(63)}
	p.first, p.last = d.name(p.of, p.woman), pick(d, p.of.last)
	p.interpreter = p.of.language != "" && d.percent(35)
	// Two throws make the late seventies the commonest, within 60 and 97.
	p.age = 60 + (d.upTo(38)+d.upTo(38))/2
	return p
}

func (d dice) heritage() *heritage {
	n := d.upTo(1000)
	for i := range heritages {
		if n -= heritages[i].weight; n < 0 {
			return &heritages[i]
		}
	}
	return &heritages[0]
}

func (d dice) name(of *heritage, woman bool) string {
	if woman {
		return pick(d, of.women)
	}
	return pick(d, of.men)
}

// refer fills in the referral: who referred, from where, and the items of the
// application form. The referrer gives three items about themselves at most.
func (d dice) refer(s *Story, p person) {
	at := pick(d, places)
	s.District = at.district
	from, by := client, web
	if s.Received == office(s.Received) && d.percent(30) {
		by = phone
	}
	s.Origin, s.Source = "themselves", "themselves"
	if d.percent(68) {
		s.Origin, from = "someone else", referrer
		d.referredBy(s, p, by)
	}
	say := func(item string, v care.Value) {
		v.From, v.Channel, v.On = from, by, s.Received
		s.Client = append(s.Client, Answer{item, v})
	}
	s.Client = make([]Answer, 0, 8)
	say("client.name", care.Value{Text: p.first + " " + p.last})
	say("client.address", care.Value{Text: d.address(at)})
	if d.percent(91) {
		say("client.telephone", care.Value{Text: d.telephone(38)})
	}
	if d.percent(27) {
		say("client.email", care.Value{Text: d.email(p.first, p.last)})
	}
	switch {
	case from == client || d.percent(70):
		say("client.age", care.Value{Number: p.age, AsAt: s.Received})
	case d.percent(50):
		say("client.age", care.Value{Empty: care.Unknown})
	}
	if p.interpreter {
		say("client.interpreter", care.Value{Codes: []string{p.of.language}})
	} else if d.percent(80) {
		say("client.interpreter", care.Value{Codes: noneNeeded})
	}
	if from == referrer {
		say("client.knows-of-referral", care.Value{Codes: d.mostly(82, yes, no)})
	}
	switch {
	case from == client || d.percent(88):
		say("client.safe-to-contact", care.Value{Codes: d.mostly(98, yes, no)})
	case d.percent(50):
		say("client.safe-to-contact", care.Value{Empty: care.Unknown})
	}
}

func (d dice) mostly(p int, a, b []string) []string {
	if d.percent(p) {
		return a
	}
	return b
}

// referrerKinds are who refers, with weights out of a hundred.
var referrerKinds = []struct {
	weight int
	source string
	works  bool // gives a work number and address
}{
	{30, "family", false}, {22, "neighbour", false}, {10, "friend", false}, {22, "gp surgery", true}, {16, "housing", true},
}

func (d dice) referredBy(s *Story, p person, by string) {
	n := d.upTo(100)
	kind := referrerKinds[0]
	for _, k := range referrerKinds {
		kind = k
		if n -= k.weight; n < 0 {
			break
		}
	}
	s.Source = kind.source
	of := &heritages[0]
	if kind.source == "family" {
		of = p.of
	} else if d.percent(15) {
		of = d.heritage()
	}
	first, last := d.name(of, d.percent(68)), pick(d, of.last)
	if kind.source == "family" && d.percent(55) {
		last = p.last
	}
	s.Referrer = make([]Answer, 0, 3)
	give := func(item, text string) {
		s.Referrer = append(s.Referrer, Answer{item, care.Value{Text: text, From: referrer, Channel: by, On: s.Received}})
	}
	give("referrer.name", first+" "+last)
	if kind.works || d.percent(80) {
		give("referrer.telephone", d.telephone(60))
	}
	if kind.works || d.percent(55) {
		give("referrer.email", d.email(first, last))
	}
}

// later answers the items of the engaged stage, on the day of the first visit
// or, with the reason why, over the telephone.
func (d dice) later(p person, on calendar.Day) []Answer {
	list := make([]Answer, 0, 14)
	by, why := visit, ""
	if d.percent(12) {
		by, why = phone, pick(d, whyByPhone)
	}
	say := func(item string, likely int, v care.Value) {
		if !d.percent(likely) {
			return
		}
		if d.percent(4) {
			v = care.Value{Empty: care.Declined, Relevance: v.Relevance}
		}
		v.From, v.Channel, v.ChannelWhy, v.On = client, by, why, on
		list = append(list, Answer{item, v})
	}
	say("client.access-needs", 60, care.Value{Codes: d.needs()})
	gender := male
	if p.woman {
		gender = female
	}
	say("client.gender", 95, care.Value{Codes: gender})
	say("client.marital-status", 92, care.Value{Codes: one(d, maritals)})
	say("client.education", 70, care.Value{Codes: one(d, educations)})
	say("client.housing", 85, care.Value{Codes: one(d, housings)})
	say("client.employment", 80, care.Value{Codes: one(d, employment)})
	if d.percent(58) {
		relevance := pick(d, whyMedical)
		say("client.medical", 100, care.Value{Text: pick(d, conditions), Relevance: relevance})
		say("client.gp-practice", 70, care.Value{Text: pick(d, practices), Relevance: relevance})
	}
	say("client.wellbeing", 75, care.Value{Text: pick(d, wellbeingSaid)})
	say("client.social-interaction", 75, care.Value{Text: pick(d, socialSaid)})
	say("client.loneliness", 75, care.Value{Text: pick(d, lonelySaid)})
	say("client.lifestyle", 65, care.Value{Text: pick(d, lifestyleSaid)})
	say("client.ethnicity", 90, care.Value{Codes: []string{p.of.ethnicity}})
	return list
}

// needs gives one or two different access needs.
func (d dice) needs() []string {
	first := one(d, accessEasy)
	if second := pick(d, accessEasy); second != first[0] && d.percent(30) {
		return []string{first[0], second}
	}
	return first
}
