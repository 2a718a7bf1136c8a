package casework

import (
	"context"
	"fmt"
	"slices"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
)

// answered keeps what a form sent as far as the person agreed to it, with
// evidence of what they were asked and said (UK GDPR Art 7(1)), and opens the
// duty to tell whoever was spoken of. It reports whether the service waits for
// a yes: then nothing is kept but how to reach the person.
func (d *Desk) answered(ctx context.Context, tx *gate.Tx, f *File, form notice.Form, r Referral) (waits bool, err error) {
	lines := ConsentsOf(f.Service.Pack, form)
	for _, a := range r.Agreed {
		if !slices.ContainsFunc(lines, func(c notice.Consent) bool { return c.Code == a.Line }) {
			return false, fmt.Errorf("agreeing to %s by form %s: %w", a.Line, form.Code, care.ErrInvalid)
		}
		if err := tx.Agree(ctx, f, a.Line, a.Yes, tx.Today()); err != nil {
			return false, err
		}
	}
	given := f.Agreed()
	for _, c := range lines {
		waits = waits || c.Needed && !slices.Contains(given, c.Code)
	}
	kept, left := tx.Unagreed(f, form.Code, r.Answers)
	if len(kept) == 0 && len(left) > 0 {
		return false, unkept(lines, given)
	}
	if err := tx.Answers(ctx, f, form.Code, kept); err != nil {
		return false, err
	}
	if err := d.evidence(ctx, tx, f, form, lines, r, kept); err != nil {
		return false, err
	}
	return waits, d.tellLater(ctx, tx, f, kept, unseen(tx, f)...)
}

// unseen is the person a record is about, where a worker wrote it down: only a
// web form stands beside the notice.
func unseen(tx *gate.Tx, f *File) []notice.Person {
	person, ok := f.Service.Pack.Person(Subject(f.Service.Pack))
	if !ok || tx.Who().Worker == "" {
		return nil
	}
	return []notice.Person{person}
}

// unkept says that without a yes nothing of what was written could be kept.
func unkept(lines []notice.Consent, given []string) error {
	var p care.Problems
	for _, c := range lines {
		if !slices.Contains(given, c.Code) {
			p = append(p, care.Problem{Field: c.Code, Says: "Without a yes here we keep nothing of what you wrote. Say yes, or leave this page"})
		}
	}
	return p
}

// evidence seals each answer to a line of consent with the words it was asked
// in, beside an item that was kept.
func (d *Desk) evidence(ctx context.Context, tx *gate.Tx, f *File, form notice.Form, lines []notice.Consent, r Referral, kept []Answer) error {
	if len(kept) == 0 {
		return nil
	}
	for _, a := range r.Agreed {
		i := slices.IndexFunc(lines, func(c notice.Consent) bool { return c.Code == a.Line })
		said := care.Agreement{
			Line: a.Line, Yes: a.Yes, Words: lines[i].Says, Edition: f.Service.Pack.Hash, From: form.From, Channel: r.Channel,
			By: tx.Who().Worker, On: tx.Today(),
		}
		record := gate.NewRecord{Kind: care.KindConsent, Item: kept[0].Item, On: tx.Today(), Payload: said}
		if _, err := tx.Add(ctx, f, record); err != nil {
			return err
		}
		tx.Quote(lines[i].Clause)
	}
	return nil
}
