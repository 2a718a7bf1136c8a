package notice

import "slices"

// checkForm: a form asks only what the notice lets this actor record at this
// stage, from this source, by every one of its channels.
func (b *build) checkForm(f Form) {
	items := f.Items()
	if len(items) == 0 {
		b.faults.add(b.at["form."+f.Code], "form", "name its items", "form %q asks nothing", f.Code)
	}
	seen := map[int]bool{}
	for _, i := range items {
		it := b.p.Items[i]
		at := b.at["form."+f.Code+"."+it.Code]
		if seen[i] {
			b.faults.add(at, "duplicate", "ask it once", "form %q asks %q twice", f.Code, it.Code)
		}
		seen[i] = true
		b.checkField(f, it, at)
	}
	b.checkRequired(f, seen)
}

// checkRequired: a form that begins an episode asks every item that the notice
// requires of a person it asks about.
func (b *build) checkRequired(f Form, asked map[int]bool) {
	begins, ok := b.p.EventIs(ReferralReceived)
	stage, _ := b.p.Stage(f.Stage)
	if !ok || stage.From != begins.Code {
		return
	}
	for _, it := range b.p.Items {
		about := slices.ContainsFunc(b.p.Items, func(x Item) bool { return x.About == it.About && asked[x.Index] })
		if it.Required && about && !asked[it.Index] {
			b.faults.add(b.at["form."+f.Code], "form leaves out", "add "+it.Code, "form %q begins a referral and does not ask %q, which is required", f.Code, it.Code)
		}
	}
}

func (b *build) checkField(f Form, it Item, at Pos) {
	if !slices.Contains(it.At, f.Stage) && f.Stage != "" {
		b.faults.add(at, "form asks too early or too late", "ask it at "+or(it.At), "form %q is of stage %q, and %q is collected at %s", f.Code, f.Stage, it.Code, and(it.At))
	}
	if it.When == Later {
		b.faults.add(at, "form asks too early or too late", "take it out of the form", "form %q asks %q, which the notice says may be collected later", f.Code, it.Code)
	}
	for _, ch := range f.Channel {
		if _, ok := it.Channel(ch); !ok {
			b.faults.add(at, "form asks by another channel", "take it out of the form, or the channel", "form %q asks by %q, and %q is not collected that way", f.Code, ch, it.Code)
		}
	}
	if !slices.Contains(it.From, f.From) && f.From != "" && len(it.From) > 0 {
		b.faults.add(at, "form asks somebody else", "ask "+or(it.From), "form %q takes the word of %q, and %q comes from %s", f.Code, f.From, it.Code, and(it.From))
	}
	may := func(u Use) bool {
		return slices.Contains(u.By, f.By) && slices.Contains(u.May, "record") &&
			slices.Contains(b.p.ItemsOf(u), it.Index) && overlap(u.At, []string{f.Stage})
	}
	if _, known := b.declared[aRole][f.By]; known && !slices.ContainsFunc(b.p.Uses, may) {
		b.faults.add(at, "form without use", "add a use that lets "+f.By+" record it at "+f.Stage, "no use lets %q record %q at stage %q", f.By, it.Code, f.Stage)
	}
	if it.Shape.Kind == Facts {
		b.faults.add(at, "form", "take it out: the software keeps it", "form %q asks %q, which nobody is asked", f.Code, it.Code)
	}
}

// checkLetter: whoever writes the letter may see every item it names, for the
// letter's purpose.
func (b *build) checkLetter(l Letter) {
	sees := func(item, purpose string) bool {
		it, ok := b.p.ItemByCode(item)
		return !ok || slices.ContainsFunc(b.p.Uses, func(u Use) bool {
			return slices.Contains(u.By, l.By) && slices.Contains(u.May, "see") && (purpose == "" || u.Purpose == purpose) &&
				slices.Contains(b.p.ItemsOf(u), it.Index)
		})
	}
	at := b.at["letters."+l.Code]
	for _, mark := range l.Marks() {
		if !sees(mark, l.Purpose) {
			b.faults.add(at, "letter", "take the mark out, or add a use", "%q may not see %q for purpose %q and the letter names it", l.By, mark, l.Purpose)
		}
	}
	if l.Large.Item != "" && !sees(l.Large.Item, "") {
		b.faults.add(at, "letter", "let the role see it, or take large print out", "%q may not see %q", l.By, l.Large.Item)
	}
}
