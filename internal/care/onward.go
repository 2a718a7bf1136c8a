package care

import (
	"fmt"
	"slices"

	"candour/internal/calendar"
)

// OnwardState is how far a referral to another organisation has come.
type OnwardState string

// The states of an onward referral. Talking comes before the person's yes,
// the yes before sending; none can be skipped.
const (
	OnwardNone      OnwardState = ""
	OnwardDiscussed OnwardState = "discussed"
	OnwardPermitted OnwardState = "permitted"
	OnwardSent      OnwardState = "sent"
	OnwardRefused   OnwardState = "refused"   // the person said no
	OnwardWithdrawn OnwardState = "withdrawn" // the person took their yes back before it was sent
)

var onwardNext = map[OnwardState][]OnwardState{
	OnwardNone:      {OnwardDiscussed},
	OnwardDiscussed: {OnwardPermitted, OnwardRefused},
	OnwardPermitted: {OnwardSent, OnwardWithdrawn},
}

// Advance reports whether an onward referral may go from one state to the
// next. A step skipped or taken from an end is an error matching ErrRefused.
func Advance(from, to OnwardState) error {
	if slices.Contains(onwardNext[from], to) {
		return nil
	}
	return fmt.Errorf("an onward referral that is %q becoming %q: %w", from, to, ErrRefused)
}

// An OnwardMove is one step of an onward referral.
type OnwardMove struct {
	To OnwardState  `json:"to"`
	On calendar.Day `json:"on"`
	By ID           `json:"by,omitempty"`
}

// An Onward is one referral to one organisation.
type Onward struct {
	Recipient  string       `json:"recipient"` // recipient code of the pack
	Provider   string       `json:"provider"`  // provider code of the pack
	Items      []string     `json:"items"`     // item codes that would leave
	Permission ID           `json:"permission,omitempty"`
	History    []OnwardMove `json:"history,omitempty"` // oldest first
	Left       *Outbound    `json:"left,omitempty"`    // what left, from the moment it was decided
}

// State is how far it has come.
func (o Onward) State() OnwardState {
	if len(o.History) == 0 {
		return OnwardNone
	}
	return o.History[len(o.History)-1].To
}

// Advance gives the referral one step on, with the earlier steps kept.
func (o Onward) Advance(to OnwardState, on calendar.Day, by ID) (Onward, error) {
	if err := Advance(o.State(), to); err != nil {
		return o, err
	}
	if n := len(o.History); n > 0 && on.Before(o.History[n-1].On) {
		return o, fmt.Errorf("an onward referral moving on %s, before its last step: %w", on, ErrInvalid)
	}
	o.History = append(o.History[:len(o.History):len(o.History)], OnwardMove{to, on, by})
	return o, nil
}

// When gives the day it came to a state, or no day.
func (o Onward) When(state OnwardState) calendar.Day {
	for _, m := range o.History {
		if m.To == state {
			return m.On
		}
	}
	return calendar.Day{}
}

// Validate says what to mend. providers are those of the pack; items those
// that may be chosen.
func (o Onward) Validate(providers, items []string) Problems {
	var p Problems
	p.oneOf("provider", o.Provider, providers...)
	if len(o.Items) == 0 {
		p.add("items", "Choose what they would need to know")
	}
	for _, item := range o.Items {
		if !slices.Contains(items, item) {
			p.add("items", "Choose only from what is shown: nothing else may leave")
			break
		}
	}
	return p
}

// A Permission is what the person said when asked whether these items may go
// to this one organisation. It is not consent, which is a legal basis.
type Permission struct {
	Recipient string       `json:"recipient"`
	Provider  string       `json:"provider"`
	Items     []string     `json:"items"`
	Yes       bool         `json:"yes"`
	On        calendar.Day `json:"on"`
	Channel   string       `json:"channel"` // "visit", "phone", "post"
	By        ID           `json:"by,omitempty"`
	Withdrawn calendar.Day `json:"withdrawn,omitzero"`
}

// Stands reports whether the yes was given and not taken back.
func (p Permission) Stands() bool { return p.Yes && p.Withdrawn.IsZero() }

// Covers reports whether the yes stands for this organisation and every one
// of the items.
func (p Permission) Covers(recipient, provider string, items []string) bool {
	if !p.Stands() || p.Recipient != recipient || p.Provider != provider {
		return false
	}
	return !slices.ContainsFunc(items, func(item string) bool { return !slices.Contains(p.Items, item) })
}

// Withdraw gives the permission taken back on a day. What was sent before
// stays sent.
func (p Permission) Withdraw(on calendar.Day) (Permission, error) {
	if !p.Stands() {
		return p, fmt.Errorf("withdrawing a permission that does not stand: %w", ErrConflict)
	}
	if on.Before(p.On) {
		return p, fmt.Errorf("withdrawing a permission before it was given: %w", ErrInvalid)
	}
	p.Withdrawn = on
	return p, nil
}

// Validate says what to mend.
func (p Permission) Validate(today calendar.Day) Problems {
	var q Problems
	q.notAhead("on", p.On, today)
	q.oneOf("channel", p.Channel, ByVisit, ByPhone, ByPost)
	if p.Yes && len(p.Items) == 0 {
		q.add("items", "Choose what the person said may go")
	}
	return q
}
