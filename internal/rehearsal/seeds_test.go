package rehearsal

import (
	"math/rand/v2"
	"testing"
	"time"

	"candour/internal/simulation"
)

// longest is how many steps the story has at least, so that a node that is to
// die dies.
const longest = 450

// underSeed is how a seed's run is disturbed besides by its order: in three of
// four a node dies somewhere, in half time passes while statements wait.
func underSeed(c simulation.Config, seed uint64) simulation.Config {
	r := rand.New(rand.NewPCG(seed, 0x6b69_6c6c))
	c.Seed = seed
	if r.IntN(4) > 0 {
		c.Kill = simulation.Kill{Step: 1 + r.IntN(longest), After: r.IntN(2) == 0}
	}
	if r.IntN(2) == 0 {
		c.Stall = time.Duration(1+r.IntN(90)) * time.Second
	}
	return c
}

// Whoever goes first, and whoever dies on the way while the other node goes on,
// every promise of the design holds at the end. A seed that fails replays.
func TestStoryHoldsUnderEverySeed(t *testing.T) {
	onEach(t, func(t *testing.T, fresh stage, c simulation.Config) {
		seeds := count(50, 1000)
		play, began, died, orders := production{fresh: fresh}.story(), time.Now(), 0, map[string]bool{}
		each := func(out *simulation.Outcome) {
			if out.Killed != "" {
				died++
			}
			orders[out.Hash()] = true
		}
		if !underSeeds(t, seeds, func(seed uint64) simulation.Config { return underSeed(c, seed) }, play, each) {
			return
		}
		t.Logf("%d seeds in %.1f s, %d different orders, a node died in %d", seeds, time.Since(began).Seconds(), len(orders), died)
		if died < seeds/2 || len(orders) < seeds*9/10 {
			t.Error("the seeds did not disturb the story enough")
		}
	})
}

// underSeeds runs a story under seeds 1 to n, or under CANDOUR_SEED alone and
// then reports false. A run that shows a fault ends the test.
func underSeeds(t *testing.T, n int, under func(seed uint64) simulation.Config, play simulation.Story, each func(*simulation.Outcome)) bool {
	t.Helper()
	one, only := onlySeed(t)
	for seed := range uint64(n) {
		c := under(seed + 1)
		if only {
			c = under(one)
		}
		out := simulation.Run(t, c, play)
		if out.Err != nil {
			failed(t, c, out, play)
		}
		each(out)
		if only {
			return false
		}
	}
	return true
}

// failed shows a failing run, and whether the same seed shows it again.
func failed(t *testing.T, c simulation.Config, out *simulation.Outcome, again simulation.Story) {
	t.Helper()
	replay := simulation.Run(t, c, again)
	if replay.Err == nil || replay.Hash() != out.Hash() {
		t.Errorf("seed %d did not replay: %v, trace %s, was %s", c.Seed, replay.Err, replay.Hash(), out.Hash())
	} else {
		t.Logf("seed %d replays to the same trace", c.Seed)
	}
	t.Fatal(out.Fault())
}

func TestStoryReplaysToTheSameTrace(t *testing.T) {
	onEach(t, func(t *testing.T, fresh stage, c simulation.Config) {
		play := production{fresh: fresh}.story()
		for seed := range uint64(count(4, 40)) {
			disturbed := underSeed(c, seed+1)
			one, two := simulation.Run(t, disturbed, play), simulation.Run(t, disturbed, play)
			if one.Err != nil || one.Hash() != two.Hash() {
				t.Errorf("seed %d: %v; %v\n%s", seed+1, one.Err, two.Err, parting(one.Trace, two.Trace))
			}
		}
	})
}

// parting shows where two traces part.
func parting(one, two []simulation.Step) string {
	for i := range min(len(one), len(two)) {
		if one[i] != two[i] {
			return one[i].String() + "\n" + two[i].String()
		}
	}
	return "one ends before the other"
}

// On PostgreSQL a node dies before and after each distinct statement of the
// story; the others stop, and a fresh node resumes.
func TestStorySurvivesACrashAtEachStatementOnPostgres(t *testing.T) {
	fresh, url := onPostgres(t)
	c := simulation.Config{Seed: 1, Postgres: url}
	play := production{fresh: fresh, curtain: true}.story()
	whole := simulation.Run(t, c, play)
	if whole.Err != nil {
		t.Fatal(whole.Fault())
	}
	enumerated, visited := 0, 0
	for _, s := range whole.Statements() {
		for _, after := range []bool{false, true} {
			enumerated++
			c.Kill = simulation.Kill{Step: s.N, After: after}
			out := simulation.Run(t, c, play)
			if out.Err != nil {
				t.Fatal(out.Fault())
			}
			if died := out.Trace[s.N-1]; out.Killed == s.Node && died.Statement == s.Statement {
				visited++
			}
		}
	}
	t.Logf("crash points: %d enumerated, %d visited", enumerated, visited)
	if visited != enumerated || enumerated < 100 {
		t.Errorf("visited %d of %d crash points", visited, enumerated)
	}
}
