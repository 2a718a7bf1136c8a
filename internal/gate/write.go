package gate

import (
	"context"
	"encoding/json"
	"fmt"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/notice"
	"candour/internal/policy"
)

// The kinds of section the gate itself knows. All other kinds are the work
// rooms' own, each governed by one item of the pack.
const (
	kindItems = "items"
	kindCount = "count"
)

// An Answer is one item answered, with its provenance in the Value.
type Answer struct {
	Item  string
	Value care.Value
}

// An ItemRefusal says which item may not be collected, and why.
type ItemRefusal struct {
	Item    string
	Why     policy.Reason
	Says    string
	Clauses []notice.Clause
}

// An AnswersRefused lists every answer the pack does not allow. Nothing was
// stored. It matches care.ErrRefused and care.ErrInvalid.
type AnswersRefused struct{ Items []ItemRefusal }

func (e *AnswersRefused) Error() string {
	return fmt.Sprintf("%d answers are not allowed by the notice", len(e.Items))
}

// Is makes it match care.ErrRefused and care.ErrInvalid.
func (e *AnswersRefused) Is(target error) bool {
	return target == care.ErrRefused || target == care.ErrInvalid
}

// Answers decides on every answer that came in by a form of the pack ("" when
// a worker writes in place) and seals them: all or none. What was answered
// before stays in the item's history.
func (tx *Tx) Answers(ctx context.Context, f *File, form string, answers []Answer) error {
	if err := tx.change(); err != nil {
		return err
	}
	if no := tx.collect(f, form, answers); no != nil {
		return no
	}
	touched := map[int][]Answer{}
	for _, a := range answers {
		i := f.Service.tiers[f.Service.Item(a.Item).Tier]
		touched[i] = append(touched[i], a)
	}
	for i := range f.Service.Pack.Tiers {
		if len(touched[i]) == 0 {
			continue
		}
		if err := tx.writePart(ctx, f, i, touched[i]); err != nil {
			return err
		}
	}
	tx.shown.subject(f.Service.Pack.Service, f.Episode.Subject)
	tx.indexLater(f, answers)
	return nil
}

// indexLater puts a name just written into this node's index once the change
// has committed. Other nodes hear of it by the feed.
func (tx *Tx) indexLater(f *File, answers []Answer) {
	for _, a := range answers {
		if a.Item != nameItem || a.Value.Text == "" {
			continue
		}
		subject, episode, tier := f.Episode.Subject, f.Episode.ID, f.Service.Item(nameItem).Tier
		tx.after = append(tx.after, func() { tx.house.names.put(subject, episode, tier, a.Value.Text) })
	}
}

// collect decides every answer and lists all that are refused.
func (tx *Tx) collect(f *File, form string, answers []Answer) *AnswersRefused {
	no := &AnswersRefused{}
	seen := map[string]bool{}
	for _, a := range answers {
		it := f.Service.Item(a.Item)
		if it == nil {
			no.Items = append(no.Items, tx.itemRefusal(f, a.Item, f.Service.Table.DecideCollect(policy.Collect{Item: a.Item})))
			continue
		}
		if seen[a.Item] {
			no.Items = append(no.Items, ItemRefusal{Item: a.Item, Says: "This was answered twice at once."})
			continue
		}
		seen[a.Item] = true
		got := tx.collects(f.Service, f, it, form, a)
		if !got.Allowed {
			no.Items = append(no.Items, tx.itemRefusal(f, a.Item, got))
			continue
		}
		if held := heldBack(f.Service, it, &a.Value); held != nil {
			no.Items = append(no.Items, *held)
			continue
		}
		tx.shown.items.add(it.Index, f.Service.Pack)
		tx.shown.purpose(f.Service, got.Purpose)
	}
	if len(no.Items) > 0 {
		return no
	}
	return nil
}

// Written gives the words of an answer written in this transaction, for what
// is counted or computed from it there and then. It is never released.
func (tx *Tx) Written(f *File, item string) string {
	it := f.Service.Item(item)
	if it == nil || !tx.writable {
		return ""
	}
	p := f.parts[f.Service.tiers[it.Tier]]
	if p == nil || len(p.items[item]) == 0 {
		return ""
	}
	return p.items[item][len(p.items[item])-1].Text
}

func (tx *Tx) itemRefusal(f *File, item string, a policy.Answer) ItemRefusal {
	_, against := f.Service.Table.Clauses(a)
	return ItemRefusal{Item: item, Why: a.Why, Says: f.Service.Table.Says(a, policy.Record), Clauses: against}
}

// recordOrCorrect is the act of an answer: correcting what stands, unless the
// asker may only record, as with what is counted and never shown to them.
func (f *File) recordOrCorrect(it *notice.Item) string {
	if len(f.values[it.Index]) > 0 {
		return policy.Correct
	}
	return policy.Record
}

func (tx *Tx) writePart(ctx context.Context, f *File, tier int, answers []Answer) error {
	p := f.parts[tier]
	fresh := p == nil
	if fresh {
		t := f.Tiers[tier]
		p = &part{items: map[string][]care.Value{}, section: care.Section{
			ID: NewID(), Subject: f.Episode.Subject, Episode: f.Episode.ID, Tier: t.Code, Kind: kindItems, Key: t.Key, Version: 0,
		}}
	}
	for _, a := range answers {
		p.items[a.Item] = append(p.items[a.Item], a.Value)
	}
	if err := tx.seal(ctx, f, &p.section, p.items); err != nil {
		return err
	}
	f.parts[tier] = p
	if fresh {
		return tx.insertSection(ctx, &p.section)
	}
	if err := tx.store.UpdateSection(ctx, tx.who.Controller, &p.section); err != nil {
		return fmt.Errorf("writing section %s: %w", p.section.ID, err)
	}
	return nil
}

// seal encodes and seals a payload for the next version of its section, to
// which inserting or updating moves it.
func (tx *Tx) seal(ctx context.Context, f *File, s *care.Section, payload any) error {
	plain, err := json.Marshal(payload)
	if err != nil {
		return fmt.Errorf("encoding section %s: %w", s.ID, err)
	}
	if err := tx.open(ctx, s.Key); err != nil {
		return err
	}
	place := tx.place(f.Episode.Service, s)
	place.Version++
	s.Sealed = tx.keys[s.Key].Seal(plain, place.AD())
	return nil
}

func (tx *Tx) insertSection(ctx context.Context, s *care.Section) error {
	if err := tx.store.InsertSection(ctx, tx.who.Controller, s); err != nil {
		return fmt.Errorf("writing section %s: %w", s.ID, err)
	}
	return nil
}

// A NewRecord is a record to be sealed: a contact, a goal, a visit. Item is
// the item of the pack that governs it and says which tier it is in.
type NewRecord struct {
	Kind    string
	Item    string
	Parent  care.ID
	On      calendar.Day
	Payload any
}

// Add seals a record. It is decided by the item that governs its kind.
func (tx *Tx) Add(ctx context.Context, f *File, r NewRecord) (care.ID, error) {
	if err := tx.change(); err != nil {
		return "", err
	}
	it, err := tx.mayRecord(f, r.Item, policy.Record)
	if err != nil {
		return "", err
	}
	if err := holdBack(f, r.Item, r.Payload); err != nil {
		return "", err
	}
	t := f.Tiers[f.Service.tiers[it.Tier]]
	s := care.Section{
		ID: NewOrderedID(), Subject: f.Episode.Subject, Episode: f.Episode.ID, Tier: t.Code,
		Kind: r.Kind, Item: r.Item, Parent: r.Parent, On: r.On, Key: t.Key,
	}
	if err := tx.seal(ctx, f, &s, r.Payload); err != nil {
		return "", err
	}
	return s.ID, tx.insertSection(ctx, &s)
}

// Change seals a new version of a record the asker can see.
func (tx *Tx) Change(ctx context.Context, f *File, r Sealed, payload any) error {
	if err := tx.change(); err != nil {
		return err
	}
	if _, err := tx.mayRecord(f, r.Item, policy.Correct); err != nil {
		return err
	}
	if err := holdBack(f, r.Item, payload); err != nil {
		return err
	}
	s := r.Section
	if err := tx.seal(ctx, f, &s, payload); err != nil {
		return err
	}
	if err := tx.store.UpdateSection(ctx, tx.who.Controller, &s); err != nil {
		return fmt.Errorf("writing section %s: %w", s.ID, err)
	}
	return nil
}

func (tx *Tx) mayRecord(f *File, item, act string) (*notice.Item, error) {
	it := f.Service.Item(item)
	if it == nil {
		return nil, fmt.Errorf("recording %s: %w", item, care.ErrInvalid)
	}
	r := tx.request(act, f.Facts)
	a := f.Service.Table.DecideRecord(it.Index, r)
	if act != policy.Record {
		a = f.Service.Table.Decide(r).Answers[it.Index]
	}
	if !a.Allowed {
		return nil, f.refusal(act, a)
	}
	tx.shown.subject(f.Service.Pack.Service, f.Episode.Subject)
	tx.shown.items.add(it.Index, f.Service.Pack)
	tx.shown.purpose(f.Service, a.Purpose)
	return it, nil
}

// AddCount seals one contribution to a statistic with the tier it dies with.
// Freezing that tier adds it to the cell for good.
func (tx *Tx) AddCount(ctx context.Context, f *File, tier, count, cell string) error {
	if err := tx.change(); err != nil {
		return err
	}
	i, ok := f.Service.tiers[tier]
	if !ok {
		return fmt.Errorf("counting in tier %s: %w", tier, care.ErrInvalid)
	}
	t := f.Tiers[i]
	s := care.Section{
		ID: NewID(), Subject: f.Episode.Subject, Episode: f.Episode.ID, Tier: t.Code, Kind: kindCount, Key: t.Key,
	}
	if err := tx.seal(ctx, f, &s, []contribution{{Count: count, Cell: cell}}); err != nil {
		return err
	}
	return tx.insertSection(ctx, &s)
}

// A contribution is one person's part in one cell of a statistic. A section
// holds one or more.
type contribution struct {
	Count string `json:"count"`
	Cell  string `json:"cell"`
}
