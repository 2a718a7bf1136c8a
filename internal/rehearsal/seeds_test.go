package rehearsal

import (
	"testing"
	"time"

	"candour/internal/simulation"
)

func TestStoryRuns(t *testing.T) {
	onEach(t, func(t *testing.T, fresh stage, c simulation.Config) {
		began := time.Now()
		out := simulation.Run(t, c, story(fresh, func(play) {}))
		if out.Err != nil {
			t.Fatal(out.Fault())
		}
		t.Logf("%d steps, %d statements, %s", len(out.Trace), len(out.Statements()), time.Since(began))
	})
}
