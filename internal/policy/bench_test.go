package policy_test

import (
	"fmt"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"
)

// BenchmarkDecide answers for 30 items. Ten rules bear on the asker; the rest
// are for others and must cost nothing.
func BenchmarkDecide(b *testing.B) {
	for _, rules := range []int{20, 100, 500} {
		b.Run(fmt.Sprintf("rules=%d", rules), func(b *testing.B) {
			p := benchPack(rules)
			table := policy.Compile(p)
			f := living(p)
			f.Stage, f.Allocated = "engaged", true
			f.Happened["reached"] = true
			r := policy.Request{By: "connector", Act: policy.See, Purposes: []string{"join", "plan"}, Facts: f}
			if got := len(table.Decide(r).Allowed()); got != 30 {
				b.Fatalf("%d of 30 items are allowed", got)
			}
			b.ReportAllocs()
			for b.Loop() {
				table.Decide(r)
			}
		})
	}
}

func benchPack(rules int) *notice.Pack {
	p := &notice.Pack{
		Tiers:    []notice.Tier{{Code: "record"}, {Index: 1, Code: "sensitive"}},
		Bases:    []notice.Basis{{Code: "task"}},
		Purposes: []notice.Purpose{{Code: "join", Basis: "task"}, {Code: "plan", Basis: "task"}},
	}
	for i := range 30 {
		p.Items = append(p.Items, notice.Item{Index: i, Code: fmt.Sprintf("client.item-%d", i), Tier: p.Tiers[i%2].Code})
	}
	for i := range 10 {
		p.Sets = append(p.Sets, notice.Set{Code: fmt.Sprintf("set-%d", i), Items: []int{3 * i, 3*i + 1, 3*i + 2}})
	}
	for i := range rules {
		u := notice.Use{
			By: []string{"connector"}, May: []string{policy.See, policy.Record}, Purpose: []string{"join", "plan"}[i%2],
			Sets: []string{p.Sets[i%10].Code}, At: []string{"application", "engaged"}, Who: policy.AllocatedOrCovering,
		}
		if i%3 == 0 {
			u.After = []string{"reached"}
		}
		if i >= 10 {
			u.By = []string{fmt.Sprintf("role-%d", i%40)}
		}
		addUse(p, u)
	}
	return p
}
