package gate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"candour/internal/care"
	"candour/internal/ledger"
	"candour/internal/notice"
	"candour/internal/policy"
	"candour/internal/seal"
	"candour/internal/store"
)

// A File is one episode as the asker may see it: every item decided, those
// allowed opened, the rest with the reason. It holds no key.
type File struct {
	Service  *Service
	Episode  care.Episode
	Tiers    []care.Tier // by notice.Tier.Index; the zero Tier where none was made
	Happened []care.Happening
	Facts    policy.Facts
	See      policy.Decision // act "see" for the screen's purposes
	Act      policy.Decision // the screen's own act

	values  [][]care.Value // by item; nil where not allowed, not asked or gone
	records []Sealed
	parts   []*part       // by tier, opened for writing
	intents []care.Intent // nil until read
}

// A Sealed is one record of an episode with its payload opened.
type Sealed struct {
	care.Section
	Payload json.RawMessage
}

// part is the items section of one tier, as stored.
type part struct {
	section care.Section
	items   map[string][]care.Value
}

// Values are all that was answered to an item, oldest first, if the asker may
// see it.
func (f *File) Values(item string) []care.Value {
	if it := f.Service.Item(item); it != nil {
		return f.values[it.Index]
	}
	return nil
}

// Value is the answer that stands, and whether there is one.
func (f *File) Value(item string) (care.Value, bool) {
	vs := f.Values(item)
	if len(vs) == 0 {
		return care.Value{}, false
	}
	return vs[len(vs)-1], true
}

// Records are the sealed records of a kind that the asker may see, in order of
// day and id.
func (f *File) Records(kind string) []Sealed {
	var out []Sealed
	for _, r := range f.records {
		if r.Kind == kind {
			out = append(out, r)
		}
	}
	return out
}

// Record gives one sealed record by id, or care.ErrNotFound.
func (f *File) Record(id care.ID) (Sealed, error) {
	for _, r := range f.records {
		if r.ID == id {
			return r, nil
		}
	}
	return Sealed{}, fmt.Errorf("record: %w", care.ErrNotFound)
}

// Tier gives the tier of a code.
func (f *File) Tier(code string) care.Tier {
	if i, ok := f.Service.tiers[code]; ok {
		return f.Tiers[i]
	}
	return care.Tier{}
}

// Has reports whether an event of the pack has happened and stands.
func (f *File) Has(event string) bool { return f.Facts.Happened[event] }

// File decides on an episode and opens what the asker may see of it. It
// returns a *Refusal when the screen's act is allowed on no item at all.
func (tx *Tx) File(ctx context.Context, id care.ID) (*File, error) {
	sight, err := tx.sight(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("reading episode %s: %w", id, err)
	}
	f, err := tx.decide(sight)
	if err != nil {
		return nil, err
	}
	if no := tx.refused(f); no != nil {
		return nil, no
	}
	var kinds []string
	if tx.ask.Answers {
		kinds = []string{kindItems}
	}
	sections, err := tx.store.Sections(ctx, tx.who.Controller, f.Episode.Subject, f.tiersToOpen(), kinds...)
	if err != nil {
		return nil, fmt.Errorf("reading sections of episode %s: %w", id, err)
	}
	if err := tx.openSections(ctx, f, sections); err != nil {
		return nil, err
	}
	tx.show(f)
	return f, nil
}

// decide puts the episode to the table.
func (tx *Tx) decide(sight store.Sight) (*File, error) {
	svc, err := tx.gate.Service(sight.Episode.Controller, sight.Episode.Service)
	if err != nil {
		return nil, err
	}
	svc = svc.under(svc.Agreed(sight.Happenings))
	f := &File{Service: svc, Episode: sight.Episode, Happened: sight.Happenings, Tiers: make([]care.Tier, len(svc.Pack.Tiers))}
	for _, t := range sight.Tiers {
		if i, ok := svc.tiers[t.Code]; ok {
			f.Tiers[i] = t
		}
	}
	f.Facts = tx.facts(f, sight.Covering)
	f.See = svc.decide(tx.request(policy.See, f.Facts))
	f.Act = f.See
	if tx.ask.Act != policy.See {
		f.Act = svc.decide(tx.request(tx.ask.Act, f.Facts))
	}
	if tx.ask.Act == policy.Index { // the use that lets a name be indexed is the use that opens it
		f.See = f.Act
	}
	f.values = make([][]care.Value, len(svc.Pack.Items))
	f.parts = make([]*part, len(svc.Pack.Tiers))
	return f, nil
}

func (tx *Tx) request(act string, facts policy.Facts) policy.Request {
	return policy.Request{By: tx.who.Role, Act: act, Purposes: tx.ask.Purposes, Facts: facts}
}

func (tx *Tx) facts(f *File, covering bool) policy.Facts {
	e := &f.Episode
	facts := policy.Facts{
		Stage: e.Stage, Happened: make(map[string]bool, len(f.Happened)),
		Allocated: e.Worker != "" && e.Worker == tx.who.Worker, Covering: covering, InTeam: tx.who.inTeam(e),
		Supervised: tx.who.Supervised, Restricted: !e.RestrictedAt.IsZero(), Ground: tx.who.Ground,
		Tiers: make([]policy.TierState, len(f.Tiers)),
	}
	for _, h := range f.Happened {
		if !h.Undone {
			facts.Happened[h.Event] = true
		}
	}
	for i := range f.Tiers {
		facts.Tiers[i] = tx.tierState(&f.Tiers[i])
	}
	return facts
}

// tierState is what a reader meets: a tier past its last day refuses even
// before the sweep has come round.
func (tx *Tx) tierState(t *care.Tier) policy.TierState {
	switch {
	case t.Key == "":
		return policy.Absent
	case t.State == care.TierSuspended:
		return policy.Suspended
	case t.State != care.TierLiving:
		return policy.Destroyed
	case !t.LastDay.IsZero() && t.LastDay.Before(tx.today):
		return policy.Destroyed
	}
	return policy.Living
}

// refused is the refusal of a whole screen: its act is allowed on no item.
// Somebody with no part in the service learns nothing, not even that the
// episode is there.
func (tx *Tx) refused(f *File) *Refusal {
	var against []policy.Answer
	for _, a := range f.Act.Answers {
		if a.Allowed {
			return nil
		}
		if len(a.Against)+len(a.For) > 0 {
			against = append(against, a)
		}
	}
	if len(against) == 0 {
		return unknown()
	}
	return f.refusal(tx.ask.Act, restricting(against)...)
}

// restricting are the answers that tell the asker most. A restriction stands
// over the whole record, and is what they can do something about; a part that
// is gone does not say why the rest stays closed.
func restricting(against []policy.Answer) []policy.Answer {
	var by, living []policy.Answer
	for _, a := range against {
		switch a.Why {
		case policy.Restricted:
			by = append(by, a)
		case policy.TierGone:
		default:
			living = append(living, a)
		}
	}
	switch {
	case len(by) > 0:
		return by
	case len(living) > 0:
		return living
	}
	return against
}

// refusal quotes every clause against, and says the strongest reason. Uses for
// other purposes of the asker's explain less than a condition that failed.
func (f *File) refusal(act string, against ...policy.Answer) *Refusal {
	no := &Refusal{Service: f.Service.Pack.Service, Subject: f.Episode.Subject, Episode: f.Episode.ID}
	said := against[0]
	for _, a := range against {
		if a.Why < said.Why && a.Why != policy.NoUse || said.Why == policy.NoUse {
			said = a
		}
		if a.Item >= 0 {
			no.Items = append(no.Items, ledger.RefusedItem{Item: f.Service.Pack.Items[a.Item].Code, Why: a.Why.String()})
		}
		_, clauses := f.Service.Table.Clauses(a)
		for _, c := range clauses {
			if !contains(no.Clauses, c.Ref) {
				no.Clauses = append(no.Clauses, c.Ref)
			}
		}
	}
	no.Says = f.Service.Table.Says(said, act)
	return no
}

// tiersToOpen are the tiers in which something may be seen or is to be
// written.
func (f *File) tiersToOpen() []string {
	var out []string
	for i := range f.Service.Pack.Tiers {
		if f.Facts.Tiers[i] != policy.Living {
			continue
		}
		for j := range f.Service.Pack.Items {
			it := &f.Service.Pack.Items[j]
			if it.Tier == f.Service.Pack.Tiers[i].Code && (f.See.Answers[it.Index].Allowed || f.Act.Answers[it.Index].Allowed) {
				out = append(out, it.Tier)
				break
			}
		}
	}
	return out
}

// openSections opens what may be opened: the items section of each tier, item
// by item, and every record whose governing item is allowed.
func (tx *Tx) openSections(ctx context.Context, f *File, sections []care.Section) error {
	ids := make([]care.ID, 0, len(f.Tiers))
	for i := range sections {
		ids = append(ids, sections[i].Key)
	}
	if err := tx.open(ctx, ids...); err != nil {
		return err
	}
	for i := range sections {
		if err := tx.openSection(f, &sections[i]); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) openSection(f *File, s *care.Section) error {
	if s.Kind == kindItems {
		return tx.openItems(f, s)
	}
	it := f.Service.Item(s.Item)
	if it == nil || s.Kind == kindCount || !f.See.Answers[it.Index].Allowed {
		return nil
	}
	plain, err := tx.unseal(f.Episode.Service, s)
	if err != nil {
		return err
	}
	f.records = append(f.records, Sealed{Section: *s, Payload: plain})
	return nil
}

func (tx *Tx) openItems(f *File, s *care.Section) error {
	plain, err := tx.unseal(f.Episode.Service, s)
	if err != nil {
		return err
	}
	p := &part{section: *s}
	if err := json.Unmarshal(plain, &p.items); err != nil {
		return fmt.Errorf("reading section %s: %w", s.ID, ErrAlarm)
	}
	if i, ok := f.Service.tiers[s.Tier]; ok {
		f.parts[i] = p
	}
	for code, vs := range p.items {
		if it := f.Service.Item(code); it != nil && f.See.Answers[it.Index].Allowed {
			f.values[it.Index] = vs
		}
	}
	return nil
}

// unseal opens one section bound to its place. Sealed bytes that do not open
// are tampered with: an alarm.
func (tx *Tx) unseal(service string, s *care.Section) ([]byte, error) {
	k := tx.keys[s.Key]
	if k == nil {
		return nil, fmt.Errorf("opening section %s: no key held: %w", s.ID, ErrAlarm)
	}
	plain, err := k.Open(s.Sealed, tx.place(service, s).AD())
	if err != nil {
		return nil, fmt.Errorf("opening section %s: %w", s.ID, errors.Join(err, ErrAlarm))
	}
	return plain, nil
}

func (tx *Tx) place(service string, s *care.Section) seal.Place {
	return place(tx.who.Controller, service, s)
}

// place is where a section belongs: what its sealed bytes are bound to.
func place(controller, service string, s *care.Section) seal.Place {
	return seal.Place{
		Controller: controller, Service: service, Subject: string(s.Subject), Tier: s.Tier,
		Section: string(s.ID), Kind: s.Kind, Item: s.Item, Version: s.Version,
	}
}

// show notes for the entry what the file shows: the items allowed, and of
// those refused that the screen asked about, the clauses.
func (tx *Tx) show(f *File) {
	tx.shown.subject(f.Service.Pack.Service, f.Episode.Subject)
	items := f.Service.all
	if tx.ask.Answers {
		items = f.Service.asked
	}
	tx.shown.decided(f.Service, f.See, items)
}

// HiddenItem says why an item is hidden, with the clauses for and against.
type HiddenItem struct {
	Item    notice.Item
	Says    string
	Clauses []notice.Clause
}

// Hidden explains an item that was refused.
func (f *File) Hidden(item string) HiddenItem {
	it := f.Service.Item(item)
	if it == nil {
		return HiddenItem{}
	}
	a := f.See.Answers[it.Index]
	h := HiddenItem{Item: *it, Says: f.Service.Table.Says(a, policy.See)}
	_, against := f.Service.Table.Clauses(a)
	h.Clauses = against
	return h
}

// ListFilter narrows and pages a list; the Scope does the permitting.
type ListFilter = store.EpisodeFilter

// The orders of a list: by the day received, or by the day of what comes next.
const (
	ByReceived = store.ByReceived
	ByNext     = store.ByNext
)
