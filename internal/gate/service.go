package gate

import (
	"slices"

	"candour/internal/notice"
	"candour/internal/policy"
)

// A Service is one compiled pack with its decision table, and the indexes that
// every decision needs.
type Service struct {
	Pack  *notice.Pack
	Table *policy.Table

	items map[string]int // item code to Item.Index
	tiers map[string]int // tier code to Tier.Index
	all   []int          // every item
	asked []int          // every item that is answered; the others are kept as records

	agreeing *variants // nil where nothing rests on consent
	searches bool      // free words are searched for what is never collected
}

func newService(p *notice.Pack) *Service {
	s := &Service{
		Pack: p, Table: policy.Compile(p),
		items: make(map[string]int, len(p.Items)), tiers: make(map[string]int, len(p.Tiers)), all: make([]int, len(p.Items)),
	}
	for i := range p.Items {
		s.items[p.Items[i].Code], s.all[i] = i, i
		if it := &p.Items[i]; it.Shape.Kind != notice.Facts && !slices.Equal(it.From, []string{"worker"}) {
			s.asked = append(s.asked, i)
		}
	}
	for i := range p.Tiers {
		s.tiers[p.Tiers[i].Code] = i
	}
	if len(p.Consents) > 0 {
		s.agreeing = &variants{all: map[string]*Service{}}
	}
	s.searches = slices.ContainsFunc(p.Never, func(n notice.NeverCollect) bool { return n.FreeText })
	return s
}

// Item gives an item of the pack by its code, or nil.
func (s *Service) Item(code string) *notice.Item {
	if i, ok := s.items[code]; ok {
		return &s.Pack.Items[i]
	}
	return nil
}
