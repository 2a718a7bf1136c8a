package governance

import (
	"context"
	"fmt"
	"slices"

	"candour/internal/calendar"
	"candour/internal/notice"
)

// A Past is one published version as anybody may read of it.
type Past struct {
	Number  int64
	From    calendar.Day // in force from this day
	Live    bool         // otherwise a sample, which serves nobody
	Hash    string       // SHA-256 of its files, hex
	Running bool         // in force today
	Pack    *notice.Pack // nil where this program cannot read it
	Changes []Change     // from the version before it; none of the first
}

// History gives every published version of a service, newest first, each with
// how it differs from the one before. Who took which step is not in it.
func (d *Desk) History(ctx context.Context, controller, service string) ([]Past, error) {
	all, _, today, err := d.gate.Governed(ctx, controller)
	if err != nil {
		return nil, fmt.Errorf("reading the versions of %s: %w", service, err)
	}
	running, _ := inForce(all, service, today)
	var out []Past
	for _, p := range all {
		if p.Service != service || p.State != Published {
			continue
		}
		v := Past{Number: p.Number, From: p.Effective, Live: p.Live, Hash: p.Hash, Running: running != nil && running.ID == p.ID}
		if v.Pack, err = d.packOf(ctx, controller, p); err != nil && FaultsOf(err) == nil {
			return nil, err
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b Past) int { return int(b.Number - a.Number) })
	for i := 0; i+1 < len(out); i++ {
		if out[i].Pack != nil && out[i+1].Pack != nil {
			out[i].Changes = Changes(out[i+1].Pack, out[i].Pack)
		}
	}
	return out, nil
}
