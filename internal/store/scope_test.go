package store_test

import (
	"maps"
	"slices"
	"testing"

	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/policy"
	"candour/internal/store"

	"pgregory.net/rapid"
)

var (
	stages = []string{"application", "engaged", "left"}
	events = []string{"received", "reached", "left"}
	teams  = []string{"", "thanet", "dover"}
	codes  = []string{"identity", "referrer", "sensitive"}
	staff  = []care.ID{"", "amber", "bryony", "clover"}
	states = []care.TierState{care.TierLiving, care.TierSuspended, care.TierIntended, care.TierDestroyed}
)

// A world is one controller with episodes and covers, drawn at random.
type world struct {
	controller string
	today      calendar.Day
	episodes   []care.Episode
	tiers      map[care.ID][]care.Tier
	happened   map[care.ID][]care.Happening
	covers     []store.Cover
}

func drawWorld(t *rapid.T) *world {
	w := &world{
		controller: string(id()), today: day("2026-11-23"),
		tiers: map[care.ID][]care.Tier{}, happened: map[care.ID][]care.Happening{},
	}
	for range rapid.IntRange(1, 6).Draw(t, "episodes") {
		e := care.Episode{
			Controller: w.controller, Service: pw, ID: id(), Subject: id(), ReceivedOn: w.today,
			Stage: rapid.SampledFrom(stages).Draw(t, "stage"), Team: rapid.SampledFrom(teams).Draw(t, "team"),
			Worker: rapid.SampledFrom(staff).Draw(t, "worker"),
		}
		if rapid.IntRange(0, 9).Draw(t, "restricted") == 0 {
			e.RestrictedAt = noon
		}
		w.episodes = append(w.episodes, e)
		for _, code := range rapid.SliceOfDistinct(rapid.SampledFrom(codes), rapid.ID).Draw(t, "tiers") {
			tier := aTier(e, code)
			tier.State = rapid.SampledFrom(states).Draw(t, "state")
			w.tiers[e.Subject] = append(w.tiers[e.Subject], tier)
		}
		for _, event := range rapid.SliceOfN(rapid.SampledFrom(events), 0, 4).Draw(t, "happened") {
			w.happened[e.ID] = append(w.happened[e.ID], care.Happening{
				ID: id(), Episode: e.ID, Event: event, On: w.today, At: noon, Undone: rapid.Bool().Draw(t, "undone"),
			})
		}
	}
	for range rapid.IntRange(0, 3).Draw(t, "covers") {
		from := rapid.IntRange(-3, 2).Draw(t, "from")
		w.covers = append(w.covers, store.Cover{
			Worker: rapid.SampledFrom(staff).Draw(t, "covering"), Absent: rapid.SampledFrom(staff).Draw(t, "absent"),
			FromOn: w.today.AddDays(from), ToOn: w.today.AddDays(from + rapid.IntRange(0, 3).Draw(t, "days")),
		})
	}
	return w
}

// keep writes the world through the store's own doors.
func (w *world) keep(tx *store.Tx) error {
	for _, e := range w.episodes {
		if err := tx.InsertEpisode(background, w.controller, &e); err != nil {
			return err
		}
		for _, tier := range w.tiers[e.Subject] {
			if err := keepTier(tx, w.controller, tier); err != nil {
				return err
			}
		}
		for _, h := range w.happened[e.ID] {
			if err := tx.AddHappening(background, w.controller, h); err != nil {
				return err
			}
		}
	}
	for _, c := range w.covers {
		if err := tx.PutCover(background, w.controller, c); err != nil {
			return err
		}
	}
	return nil
}

// keepTier brings a tier to its state the way tiers get there.
func keepTier(tx *store.Tx, controller string, t care.Tier) error {
	err := tx.InsertTier(background, controller, t)
	if err == nil && t.State == care.TierSuspended {
		err = tx.SuspendTier(background, controller, t.Subject, t.Code, "amber", noon)
	}
	if err == nil && (t.State == care.TierIntended || t.State == care.TierDestroyed) {
		err = tx.IntendTier(background, controller, t.Subject, t.Code)
	}
	if err == nil && t.State == care.TierDestroyed {
		err = tx.PurgeTiers(background, controller, []care.Tier{t})
	}
	return err
}

func drawScope(t *rapid.T) policy.Scope {
	some := func(from []string, name string) []string {
		return rapid.SliceOfDistinct(rapid.SampledFrom(from), rapid.ID).Draw(t, name)
	}
	var s policy.Scope
	for range rapid.IntRange(0, 3).Draw(t, "rules") {
		r := policy.ScopeRule{
			Stages: some(stages, "at"), After: some(events, "after"), Tiers: some(codes, "tiers"),
			Who: rapid.SampledFrom([]string{"", policy.AllocatedOrCovering, policy.InTeam, "a word of another day"}).Draw(t, "who"),
		}
		if len(r.Stages) == 0 {
			r.Stages = nil
		}
		s.Any = append(s.Any, r)
	}
	return s
}

// facts are what the gate would tell the decision about an episode.
func (w *world) facts(e care.Episode, who policy.Asker) (policy.Facts, map[string]policy.TierState) {
	f := policy.Facts{
		Stage: e.Stage, Happened: map[string]bool{}, Restricted: !e.RestrictedAt.IsZero(),
		Allocated: e.Worker != "" && string(e.Worker) == who.Worker,
		InTeam:    e.Team != "" && slices.Contains(who.Teams, e.Team),
	}
	for _, c := range w.covers {
		if string(c.Worker) == who.Worker && c.Absent == e.Worker && e.Worker != "" &&
			!w.today.Before(c.FromOn) && !w.today.After(c.ToOn) {
			f.Covering = true
		}
	}
	for _, h := range w.happened[e.ID] {
		if !h.Undone {
			f.Happened[h.Event] = true
		}
	}
	tiers := map[string]policy.TierState{}
	for _, t := range w.tiers[e.Subject] {
		tiers[t.Code] = map[care.TierState]policy.TierState{
			care.TierLiving: policy.Living, care.TierSuspended: policy.Suspended,
			care.TierIntended: policy.Destroyed, care.TierDestroyed: policy.Destroyed,
		}[t.State]
	}
	return f, tiers
}

// The rows in scope are the rows the decision admits: one source of
// permission, on both databases.
func TestRowsInScopeAreThoseTheDecisionAdmits(t *testing.T) {
	eachDB(t, func(t *testing.T, db *store.DB) {
		admitted := 0
		rapid.Check(t, func(t *rapid.T) {
			w := drawWorld(t)
			if err := db.Update(background, w.keep); err != nil {
				t.Fatal(err)
			}
			for range 4 {
				scope := drawScope(t)
				who := policy.Asker{
					Worker: string(rapid.SampledFrom(staff).Draw(t, "asker")),
					Teams:  rapid.SliceOfDistinct(rapid.SampledFrom(teams), rapid.ID).Draw(t, "teams"),
				}
				admitted += w.compare(t, db, scope, who)
			}
		})
		if admitted == 0 {
			t.Error("no episode was ever in scope: the law was not tried")
		}
	})
}

func (w *world) compare(t *rapid.T, db *store.DB, scope policy.Scope, who policy.Asker) int {
	var want, got []care.ID
	counts := map[string]int{}
	for _, e := range w.episodes {
		if scope.Holds(w.facts(e, who)) {
			want = append(want, e.ID)
			counts[e.Stage]++
		}
	}
	err := db.View(background, func(tx *store.Tx) error {
		rows, err := tx.Episodes(background, w.controller, pw, scope, who, w.today, store.EpisodeFilter{})
		if err != nil {
			return err
		}
		for _, e := range rows {
			got = append(got, e.ID)
		}
		counted, err := tx.CountEpisodes(background, w.controller, pw, scope, who, w.today, store.EpisodeFilter{})
		if err == nil && !maps.Equal(counted, counts) {
			t.Fatalf("counted %v in scope, want %v", counted, counts)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Fatalf("scope %+v of %+v holds rows %v, the decision admits %v of %+v", scope, who, got, want, w.episodes)
	}
	return len(got)
}
