package casework

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
	"candour/internal/policy"
)

// The items of the pack that govern what a worker writes down: facts outlive
// the words, which are in the sensitive tier.
const (
	contactFacts = "client.contact-facts"
	planFacts    = "client.plan-facts"
	noteText     = "client.notes"
)

// workPurposes are the purposes of keeping the record of the work itself.
var workPurposes = []string{forJoin, forPlan}

// A ContactLog is every attempt to reach one person, newest first, with what
// the form for the next may offer and how it stands with whoever referred
// them. It opens nothing of the referrer's.
type ContactLog struct {
	Header
	Today    calendar.Day
	Lines    []ContactLine
	Outcomes []notice.Option
	MayTalk  bool // the asker may still say that they spoke to the person
	Panel    ReferrerPanel
	Undo     time.Time // until when the asker may take back having reached them; zero when they may not
	Entry    care.ID
}

// A ContactLine is one attempt with the note under it.
type ContactLine struct {
	ID care.ID
	care.Contact
	Event string // event of the pack that it made, or ""
	Note  string
	Name  string // of the worker who tried; "" when it was the asker
}

// Contacts opens an episode for the page of its contacts.
func (d *Desk) Contacts(ctx context.Context, who Who, id care.ID) (*ContactLog, error) {
	var l *ContactLog
	err := d.see(ctx, who, "contacts", recordPurposes, id, func(tx *gate.Tx, f *File) error {
		l = &ContactLog{Entry: tx.Entry(), Today: tx.Today(), Outcomes: outcomesNow(f)}
		var err error
		if l.Header, err = d.header(ctx, tx, f); err != nil {
			return err
		}
		if l.Lines, err = contactLines(f); err != nil {
			return err
		}
		l.MayTalk = firstStage(f) && mayKeep(tx, f, contactFacts)
		l.Undo = mayUndo(tx, f)
		l.Panel, err = d.panel(ctx, tx, f, l.Lines)
		return err
	})
	if err != nil {
		return nil, err
	}
	return l, d.nameLines(ctx, who, l)
}

func (d *Desk) nameLines(ctx context.Context, who Who, l *ContactLog) (err error) {
	for i := range l.Lines {
		if by := l.Lines[i].By; by != who.Worker {
			if l.Lines[i].Name, err = d.workerName(ctx, who.Controller, by); err != nil {
				return err
			}
		}
	}
	l.Worker, err = d.workerName(ctx, who.Controller, l.File.Episode.Worker)
	return err
}

// firstStage reports whether nobody has reached the person yet.
func firstStage(f *File) bool { return f.Episode.Stage == f.Service.Pack.Stages[0].Code }

// mayKeep reports whether the asker could record an item on this episode.
func mayKeep(tx *gate.Tx, f *File, item string) bool {
	it := f.Service.Item(item)
	return it != nil && f.Service.Table.Decide(policy.Request{
		By: tx.Who().Role, Act: policy.Record, Purposes: workPurposes, Facts: f.Facts,
	}).Answers[it.Index].Allowed
}

// outcomesNow are the outcomes that an attempt may have. Until the person was
// reached, having spoken to them is said on a page of its own.
func outcomesNow(f *File) []notice.Option {
	if !firstStage(f) {
		return f.Service.Pack.Outcomes
	}
	return slices.DeleteFunc(slices.Clone(f.Service.Pack.Outcomes), func(o notice.Option) bool { return reaches(f, o.Code) })
}

// reaches reports whether an outcome begins the next stage.
func reaches(f *File, outcome string) bool {
	e, ok := f.Service.Pack.EventOf(outcome)
	return ok && f.Service.Pack.StageAfter(e.Code) != ""
}

// contactLines reads the attempts, newest first, each with its note.
func contactLines(f *File) ([]ContactLine, error) {
	notes, err := keptOf[care.Note](f, care.KindNote)
	if err != nil {
		return nil, err
	}
	under := map[care.ID]string{}
	for _, n := range notes {
		under[n.Parent] = n.Is.Text
	}
	contacts, err := keptOf[care.Contact](f, care.KindContact)
	if err != nil {
		return nil, err
	}
	lines := make([]ContactLine, 0, len(contacts))
	for _, c := range contacts {
		line := ContactLine{ID: c.ID, Contact: c.Is, Note: under[c.ID]}
		if e, ok := f.Service.Pack.EventOf(c.Is.Outcome); ok {
			line.Event = e.Code
		}
		lines = append(lines, line)
	}
	slices.SortFunc(lines, func(a, b ContactLine) int {
		return cmp.Or(b.On.Compare(a.On), cmp.Compare(b.ID, a.ID)) // ids order by when they were made
	})
	return lines, nil
}

// An Attempt is one attempt to reach a person, as a form sent it.
type Attempt struct {
	Episode care.ID
	Version int64   // of the episode when the form was shown
	Token   care.ID // the form's one-use id
	Contact care.Contact
	Note    string
}

// callAgain is how many days after an attempt the next is due.
const callAgain = 5

// RecordAttempt keeps an attempt, and the event it made. It gives care.Problems
// for what is to be mended and *AnswersRefused for what the notice does not
// allow, having stored nothing. A replay succeeds and keeps nothing again.
func (d *Desk) RecordAttempt(ctx context.Context, who Who, a Attempt) error {
	return once(d.change(ctx, who, "contacts", policy.Record, workPurposes, a.Episode, func(tx *gate.Tx, f *File) error {
		if err := begin(ctx, tx, f, a.Token, a.Version); err != nil {
			return err
		}
		a.Contact.By = who.Worker
		if err := a.Contact.Validate(tx.Today(), codesOf(outcomesNow(f))...).Err(); err != nil {
			return err
		}
		if err := d.addContact(ctx, tx, f, a.Contact, a.Note); err != nil {
			return err
		}
		tx.Did(policy.Record, "contact")
		if e, ok := f.Service.Pack.EventOf(a.Contact.Outcome); ok && firstStage(f) {
			if err := tx.Happen(ctx, f, e.Code, a.Contact.On); err != nil {
				return err
			}
		}
		if firstStage(f) {
			next, _ := calendar.EnglandAndWales().Roll(tx.Today().AddDays(callAgain))
			f.Episode.NextOn, f.Episode.NextWhat = next, CallAgain
		}
		return d.touched(ctx, tx, f, a.Contact)
	}))
}

// The neutral codes of what comes next once somebody tried.
const (
	CallAgain  = "call again"
	FirstVisit = "first visit"
)

// touched moves the day of the last contact, closes what the contact settled
// and saves the episode.
func (d *Desk) touched(ctx context.Context, tx *gate.Tx, f *File, c care.Contact) error {
	if c.On.After(f.Episode.LastContactOn) {
		f.Episode.LastContactOn = c.On
	}
	if c.NoticeGiven != "" {
		if err := d.finish(ctx, tx, f, TaskNotice, f.Episode.Worker); err != nil {
			return err
		}
	}
	if reaches(f, c.Outcome) {
		if err := doneKind(ctx, tx, f, TaskEngaged); err != nil {
			return err
		}
	}
	return tx.SaveEpisode(ctx, f)
}

// addContact seals a contact, and under it the note of what was said, each
// held to the channels that the notice names.
func (d *Desk) addContact(ctx context.Context, tx *gate.Tx, f *File, c care.Contact, note string) error {
	if no := mayCollect(tx, f, workPurposes, collecting{contactFacts, "worker", c.Channel, ""}); no != nil {
		return no
	}
	id, err := tx.Add(ctx, f, gate.NewRecord{Kind: care.KindContact, Item: contactFacts, On: c.On, Payload: c})
	if err != nil || note == "" {
		return err
	}
	if no := mayCollect(tx, f, workPurposes, collecting{noteText, "worker", c.Channel, ""}); no != nil {
		return no
	}
	n := care.Note{On: c.On, Text: note, By: c.By}
	if err := n.Validate(tx.Today()).Err(); err != nil {
		return err
	}
	_, err = tx.Add(ctx, f, gate.NewRecord{Kind: care.KindNote, Item: noteText, Parent: id, On: c.On, Payload: n})
	return err
}

// A collecting is how a record that is no answer to a form came in.
type collecting struct{ item, from, channel, why string }

// mayCollect holds a record to the notice as an answer is held: stage, source
// and channel, whatever the form showed.
func mayCollect(tx *gate.Tx, f *File, purposes []string, c collecting) error {
	got := f.Service.Table.DecideCollect(policy.Collect{
		Item: c.item, Act: policy.Record, By: tx.Who().Role, Purposes: purposes, Facts: f.Facts,
		From: c.from, Channel: c.channel, ChannelWhy: c.why,
	})
	if got.Allowed {
		return nil
	}
	_, against := f.Service.Table.Clauses(got)
	return &AnswersRefused{Items: []gate.ItemRefusal{{
		Item: c.item, Why: got.Why, Says: f.Service.Table.Says(got, policy.Record), Clauses: against,
	}}}
}

// errSentBefore marks a form that was sent a second time.
var errSentBefore = errors.New("this form was sent before")

// begin claims the form's one-use id and holds the episode to the version that
// the form was made from.
func begin(ctx context.Context, tx *gate.Tx, f *File, token care.ID, version int64) error {
	_, err := tx.Submit(ctx, token, f.Episode.ID)
	if errors.Is(err, care.ErrConflict) {
		return errSentBefore
	}
	if err != nil {
		return err
	}
	return stale(f, version)
}

// once makes a replay succeed: what the first sending did stands.
func once(err error) error {
	if errors.Is(err, errSentBefore) {
		return nil
	}
	return err
}

func codesOf(options []notice.Option) []string {
	codes := make([]string, len(options))
	for i, o := range options {
		codes[i] = o.Code
	}
	return codes
}
