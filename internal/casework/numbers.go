package casework

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"candour/internal/care"
	"candour/internal/gate"
	"candour/internal/notice"
)

// Numbers are the service's statistics, of the living and the dead together.
type Numbers struct {
	Counts []CountTable
	Entry  care.ID
}

// A CountTable is one statistic that the notice declares, by each of its
// dimensions on its own: crossed, nearly every cell would be too small to tell.
type CountTable struct {
	Count notice.Count
	Sum   CountRow
	By    []CountDimension
}

// A CountDimension is a statistic by one of its dimensions.
type CountDimension struct {
	Name string // "month", "district"
	Rows []CountRow
}

// A CountRow is one number. Held back, it may not be told: it is small, or it
// would tell a small one beside it.
type CountRow struct {
	Name string
	N    int64
	Held bool
}

// FewerThan is the number below which a cell is not told: too few people to
// be nobody in particular.
const FewerThan = 10

// Numbers gives the statistics to anybody with a place in the service. They
// name nobody.
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
		n.Counts = append(n.Counts, countTable(svc, c, tally[c.Code]))
	}
	return n, nil
}

func countTable(svc *gate.Service, c notice.Count, cells map[string]gate.Cell) CountTable {
	t := CountTable{Count: c, Sum: CountRow{Name: "all"}}
	for _, v := range cells {
		t.Sum.N += v.Sum()
	}
	t.Sum.Held = t.Sum.N < FewerThan
	for i, name := range c.By {
		sums := map[string]int64{}
		for cell, v := range cells {
			if parts := strings.Split(cell, "|"); i < len(parts) {
				sums[parts[i]] += v.Sum()
			}
		}
		d := CountDimension{Name: name}
		for value, n := range sums {
			d.Rows = append(d.Rows, CountRow{Name: labelOf(svc, name, value), N: n})
		}
		slices.SortFunc(d.Rows, func(a, b CountRow) int { return strings.Compare(a.Name, b.Name) })
		if slices.Contains(periods, name) {
			slices.Reverse(d.Rows) // the newest first
		}
		HoldBack(d.Rows)
		t.By = append(t.By, d)
	}
	return t
}

// periods are the dimensions that are spans of time.
var periods = []string{"month", "quarter", "year"}

// labelOf gives the words of a code where a dimension is an item of the
// notice, and the code itself elsewhere.
func labelOf(svc *gate.Service, dimension, value string) string {
	it := svc.Item("client." + dimension)
	switch {
	case it == nil:
		return value
	case value == string(care.Declined):
		return "Preferred not to say"
	case value == string(care.Unknown):
		return "Not known"
	}
	return it.Shape.LabelOf(value)
}

// HoldBack marks the rows that may not be told beside their total: every one
// of fewer than ten, and when those together could be worked out from the
// total and the rest, the next smallest too.
func HoldBack(rows []CountRow) {
	var held, sum int64
	for i := range rows {
		if rows[i].N > 0 && rows[i].N < FewerThan {
			rows[i].Held = true
			held, sum = held+1, sum+rows[i].N
		}
	}
	for held > 0 && (held == 1 || sum < FewerThan) {
		next := smallestTold(rows)
		if next < 0 {
			return
		}
		rows[next].Held = true
		held, sum = held+1, sum+rows[next].N
	}
}

func smallestTold(rows []CountRow) int {
	best := -1
	for i, r := range rows {
		if r.Held || r.N == 0 {
			continue
		}
		if best < 0 || cmp.Less(r.N, rows[best].N) {
			best = i
		}
	}
	return best
}
