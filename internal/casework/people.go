package casework

import (
	"context"
	"strings"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/policy"
)

// A Roll is one page of the people whose records the asker may open, in the
// order their referrals came.
type Roll struct {
	Found
	Next     string // where the next page begins, or "" at the end
	Searched bool   // the notice lets these people be searched for by name
}

// People lists a page of the people whose records the asker may open. from is
// the Next of the page before, or "".
func (d *Desk) People(ctx context.Context, who Who, from string) (*Roll, error) {
	svc, err := d.Service(who)
	if err != nil {
		return nil, err
	}
	filter := gate.ListFilter{Order: gate.ByReceived, Limit: pageOf}
	if day, id, ok := strings.Cut(from, "_"); ok {
		if filter.After.On, err = calendar.Parse(day); err != nil {
			return nil, care.ErrNotFound
		}
		filter.After.ID = care.ID(id)
	}
	var out *Roll
	ask := gate.Ask{Screen: screenFind, Act: policy.See, Purposes: recordPurposes}
	err = d.gate.View(ctx, who, ask, func(tx *gate.Tx) error {
		out = &Roll{Found: Found{Entry: tx.Entry()}, Searched: !supervisedOnly(svc, who.Role)}
		files, err := tx.List(ctx, svc.Pack.Service, filter, nameAndAge...)
		for _, f := range files {
			out.Rows = append(out.Rows, row(f))
		}
		if n := len(files); n == pageOf {
			last := files[n-1].Episode
			out.Next = last.ReceivedOn.String() + "_" + string(last.ID)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, d.nameWorkers(ctx, who.Controller, out.Rows)
}

// nameWorkers fills in who works with each of some people.
func (d *Desk) nameWorkers(ctx context.Context, controller string, rows []Row) (err error) {
	for i := range rows {
		if rows[i].Worker, err = d.workerName(ctx, controller, rows[i].Episode.Worker); err != nil {
			return err
		}
	}
	return nil
}

// supervisedOnly reports whether a role sees people only once they have left,
// supervised: nobody is searched for by name then.
func supervisedOnly(svc *gate.Service, role string) bool {
	for _, u := range svc.Pack.Uses {
		for _, by := range u.By {
			if by == role && u.How == "" {
				return false
			}
		}
	}
	return true
}
