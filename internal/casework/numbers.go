package casework

import (
	"context"
	"slices"
	"strings"

	"candour/internal/care"
	"candour/internal/notice"
)

// Numbers are the service's statistics, of the living and the dead together.
type Numbers struct {
	Counts []CountTable
	Entry  care.ID
}

// A CountTable is one statistic that the notice declares.
type CountTable struct {
	Count notice.Count
	Rows  []CountRow
	Sum   int64
}

// A CountRow is one cell, by its dimensions.
type CountRow struct {
	Cells []string
	N     int64
}

// FewerThan is the number below which a cell is not told: too few people to
// be nobody in particular.
const FewerThan = 10

// Numbers gives the statistics to anybody with a place in the service. They
// name nobody, and small numbers are held back by the page.
func (d *Desk) Numbers(ctx context.Context, who Who) (*Numbers, error) {
	svc, err := d.Service(who)
	if err != nil {
		return nil, err
	}
	tally, err := d.gate.Tally(ctx, who, svc.Pack.Service)
	if err != nil {
		return nil, err
	}
	n := &Numbers{}
	for _, c := range svc.Pack.Counts {
		t := CountTable{Count: c}
		for cell, v := range tally[c.Code] {
			t.Rows = append(t.Rows, CountRow{strings.Split(cell, "|"), v.Sum()})
			t.Sum += v.Sum()
		}
		slices.SortFunc(t.Rows, func(a, b CountRow) int { return slices.Compare(b.Cells, a.Cells) })
		n.Counts = append(n.Counts, t)
	}
	return n, nil
}
