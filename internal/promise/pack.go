package promise

import (
	"os"
	"slices"
	"strings"

	"candour/internal/notice"
	"candour/packs"
)

// BreakVariable is the environment variable by which the prover has a clause
// broken in the packs that tests load. Nothing but this package reads it.
const BreakVariable = "CANDOUR_BREAK"

// CannotBreak begins what a test says when the clause it was told to break
// cannot be broken, so that the prover does not take that for a proof.
const CannotBreak = "cannot break the clause: "

// How a clause is broken.
const (
	Without  = "without"  // what it opened is closed, what it closed is open
	Loosened = "loosened" // its permission stands and its conditions are dropped
)

// A Break is one clause of one pack, broken in one way.
type Break struct {
	How     string // Without or Loosened
	Service string // "kent/positive-wellbeing"
	Ref     string // "keep.referrer"
}

// String is the value of BreakVariable that asks for the break.
func (b Break) String() string { return b.How + " " + b.Service + " " + b.Ref }

// Breaks gives the ways in which a clause of a pack can be broken.
func Breaks(p *notice.Pack, ref string) []Break {
	var list []Break
	for _, how := range []string{Without, Loosened} {
		b := Break{how, service(p), ref}
		if _, ok := b.of(p); ok {
			list = append(list, b)
		}
	}
	return list
}

func service(p *notice.Pack) string { return p.Controller.Code + "/" + p.Service }

// of gives the pack as the break leaves it.
func (b Break) of(p *notice.Pack) (*notice.Pack, bool) {
	if b.How == Loosened {
		return p.Loosened(b.Ref)
	}
	return p.Without(b.Ref)
}

// Pack gives the Positive Wellbeing pack to a test that proves a promise.
// Under the prover a clause of it is broken, and a test that names the promise
// behind that clause must then fail.
func Pack(t TB) *notice.Pack {
	t.Helper()
	return PackOf(t, "kent", "positive-wellbeing")
}

// PackOf gives the pack of one service of one controller, as Pack gives Kent's.
func PackOf(t TB, controller, code string) *notice.Pack {
	t.Helper()
	all := Packs(t).Services
	i := slices.IndexFunc(all, func(p *notice.Pack) bool { return service(p) == controller+"/"+code })
	if i < 0 {
		t.Fatalf("the packs hold no %s/%s", controller, code)
		return nil
	}
	return all[i]
}

// Packs gives every pack, as Pack gives one.
func Packs(t TB) notice.Packs {
	t.Helper()
	all, err := notice.LoadAll(packs.FS)
	if err != nil {
		t.Fatalf("loading the packs: %v", err)
	}
	if asked := os.Getenv(BreakVariable); asked != "" {
		if why := breakIn(all, asked); why != "" {
			t.Fatalf("%s%s", CannotBreak, why)
		}
	}
	return all
}

// breakIn puts the broken pack in place of the whole one.
func breakIn(all notice.Packs, asked string) (why string) {
	parts := strings.SplitN(asked, " ", 3)
	if len(parts) != 3 {
		return asked + " does not say how, in which service and which clause"
	}
	b := Break{parts[0], parts[1], parts[2]}
	for i, p := range all.Services {
		if service(p) != b.Service {
			continue
		}
		broken, ok := b.of(p)
		if !ok {
			return b.Ref + " is no clause that can be broken so"
		}
		all.Services[i] = broken
		return ""
	}
	return "no pack is called " + b.Service
}
