package policy_test

import (
	"slices"
	"strings"
	"testing"

	"candour/internal/notice"
	"candour/internal/policy"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestAddingAUseNeverTakesAwayAndRemovingOneNeverGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPack(t)
		r := drawRequest(t)
		before := allowed(p, r)
		more := *p
		more.Uses = slices.Clone(p.Uses)
		addUse(&more, drawUse(t, p))
		for i, was := range before {
			if was && !allowed(&more, r)[i] {
				t.Fatalf("item %d was lost by adding %+v", i, more.Uses[len(p.Uses)])
			}
		}
		if len(p.Uses) == 0 {
			return
		}
		fewer := *p
		gone := rapid.IntRange(0, len(p.Uses)-1).Draw(t, "removed")
		fewer.Uses = slices.Delete(slices.Clone(p.Uses), gone, gone+1)
		for i, is := range allowed(&fewer, r) {
			if is && !before[i] {
				t.Fatalf("item %d was gained by removing %+v", i, p.Uses[gone])
			}
		}
	})
}

func TestNothingIsAllowedThatNoUseNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, r := drawPack(t), drawRequest(t)
		for i, is := range allowed(p, r) {
			if !is {
				continue
			}
			named := slices.ContainsFunc(p.Uses, func(u notice.Use) bool {
				return slices.Contains(u.By, r.By) && slices.Contains(u.May, r.Act) &&
					slices.Contains(r.Purposes, u.Purpose) && itemsOf(p, u)[i]
			})
			if !named {
				t.Fatalf("item %d is allowed and no use names it", i)
			}
		}
	})
}

func TestWhatIsUndeclaredIsDenied(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, r := drawPack(t), drawRequest(t)
		odd := rapid.SampledFrom([]string{"actor", "act", "purpose"}).Draw(t, "undeclared")
		switch odd {
		case "actor":
			r.By = "stranger"
		case "act":
			r.Act = policy.Export
		case "purpose":
			r.Purposes = []string{"marketing"}
		}
		if slices.Contains(allowed(p, r), true) {
			t.Fatalf("an undeclared %s was allowed something", odd)
		}
		p.Uses = nil
		if slices.Contains(allowed(p, drawRequest(t)), true) {
			t.Fatal("a pack without uses allowed something")
		}
	})
}

func TestForbidsWinWhateverTheUsesSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, r := drawPack(t), drawRequest(t)
		d := policy.Compile(p).Decide(r)
		for i, a := range d.Answers {
			tier := slices.Index(tiers, p.Items[i].Tier)
			gone := tier < 0 || tier >= len(r.Facts.Tiers) || r.Facts.Tiers[tier] != policy.Living
			never := slices.ContainsFunc(p.Never, func(n notice.NeverCollect) bool {
				return strings.TrimPrefix(p.Items[i].Code, "client.") == strings.TrimPrefix(n.Item, "client.")
			})
			restricted := r.Facts.Restricted && r.Facts.Ground == ""
			want := policy.Permitted
			switch {
			case never:
				want = policy.NeverCollected
			case gone:
				want = policy.TierGone
			case restricted:
				want = policy.Restricted
			default:
				continue
			}
			if a.Allowed || a.Why != want {
				t.Fatalf("item %d: allowed %v, why %q, want refused as %q", i, a.Allowed, a.Why, want)
			}
			if len(a.Rules) == 0 {
				t.Fatalf("item %d was forbidden and no clause says why", i)
			}
		}
	})
}

// Every use that names the item for the actor and act is on one side or the
// other, whatever else is decided.
func TestEveryUseThatBoreOnAnItemIsQuoted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, r := drawPack(t), drawRequest(t)
		d := policy.Compile(p).Decide(r)
		for i, a := range d.Answers {
			var want []int
			for n, u := range p.Uses {
				if slices.Contains(u.By, r.By) && slices.Contains(u.May, r.Act) && itemsOf(p, u)[i] {
					want = append(want, n)
				}
			}
			got := slices.Sorted(slices.Values(append(slices.Clone(a.For), a.Against...)))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("item %d quotes other uses (-want +got):\n%s", i, diff)
			}
			if a.Item != i || a.Allowed && (len(a.For) == 0 || !slices.Contains(r.Purposes, a.Purpose)) {
				t.Fatalf("item %d was answered as %+v", i, a)
			}
		}
	})
}

func TestScopeHoldsExactlyWhenDecideAllowsOneOfTheItems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, r := drawPack(t), drawRequest(t)
		r.Facts.Ground = "" // a restricted episode is opened by itself, never found in a list
		table := policy.Compile(p)
		wanted := rapid.SliceOfDistinct(rapid.IntRange(0, len(p.Items)-1), rapid.ID[int]).Draw(t, "wanted")
		scope := table.Scope(r.By, r.Act, r.Purposes, r.Facts.Supervised, wanted)

		want := false
		for _, a := range table.Decide(r).Answers {
			want = want || a.Allowed && slices.Contains(wanted, a.Item)
		}
		got := scope.Holds(r.Facts, policy.StatesByCode(p, r.Facts.Tiers))
		if got != want {
			t.Fatalf("in scope %v, admitted %v: %+v", got, want, scope)
		}
	})
}

func TestScopeLeavesOutARestrictedEpisodeEvenWithAGround(t *testing.T) {
	p := connectorPack()
	table := policy.Compile(p)
	name, _ := table.Item("client.name")
	scope := table.Scope("connector", policy.See, []string{"join"}, false, []int{name})
	f := living(p)
	f.Stage, f.Allocated = "engaged", true
	if !scope.Holds(f, policy.StatesByCode(p, f.Tiers)) {
		t.Fatal("the connector's own episode is out of scope")
	}
	f.Restricted, f.Ground = true, policy.GroundClaims
	if scope.Holds(f, policy.StatesByCode(p, f.Tiers)) {
		t.Error("a restricted episode is in scope")
	}
}
