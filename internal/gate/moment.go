package gate

import (
	"time"

	"candour/internal/policy"
)

// Now is machine time: what correction periods and sessions are held against.
// It never answers what day it is for the law.
func (tx *Tx) Now() time.Time { return tx.gate.now() }

// Answered reports whether an item was ever answered, for an item that a
// worker records and is never shown. It says nothing of the answer.
func (tx *Tx) Answered(f *File, item string) bool {
	it := f.Service.Item(item)
	if it == nil {
		return false
	}
	p := f.parts[f.Service.tiers[it.Tier]]
	return p != nil && len(p.items[item]) > 0
}

// MayRecord reports whether somebody may record an item of the file now, for
// some purposes: whether a page should offer it. Add decides again.
func (f *File) MayRecord(who Reader, item string, purposes []string) bool {
	i, ok := f.Service.items[item]
	if !ok {
		return false
	}
	r := policy.Request{By: who.Role, Act: policy.Record, Purposes: purposes, Facts: f.Facts}
	return f.Service.Table.Decide(r).Answers[i].Allowed
}
