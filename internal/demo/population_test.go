package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"candour/internal/calendar"
	"candour/internal/care"
)

// golden is the hash of the first 300 stories of seed 1, as JSON lines. It
// changes when the stories do: look at them before writing the new one.
const golden = "a6c02dc6ff62a84c1956472b42eac75f30d38574d3e2739438a3511c9b41a1f2"

func hashOf(t *testing.T, seed uint64, people int) string {
	t.Helper()
	h := sha256.New()
	enc := json.NewEncoder(h)
	for s := range Caseload(seed, people) {
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestSameSeedTellsTheSameStories(t *testing.T) {
	if got := hashOf(t, 1, DefaultPeople); got != golden {
		t.Errorf("stories of seed 1 hash to %s, want %s", got, golden)
	}
	if hashOf(t, 1, 40) == hashOf(t, 2, 40) {
		t.Error("seeds 1 and 2 tell the same stories")
	}
	last := Story{}
	for s := range Caseload(1, 40) {
		last = s
	}
	a, _ := json.Marshal(last)
	b, _ := json.Marshal(Tell(1, 39))
	if string(a) != string(b) {
		t.Error("a story depends on the caseload it is told in")
	}
}

func TestStoriesAreInOrderOfDay(t *testing.T) {
	for s := range Caseload(7, 3000) {
		last := s.Received
		must := func(what string, on calendar.Day) {
			if on.Before(last) {
				t.Fatalf("story %d: %s on %s comes before %s", s.N, what, on, last)
			}
			if on.After(Today) || (!s.Left.IsZero() && on.After(s.Left)) {
				t.Fatalf("story %d: %s on %s is after the end", s.N, what, on)
			}
		}
		must("referral", s.Received)
		if s.Worker == "" {
			if len(s.Contacts)+len(s.Later)+len(s.Visits) > 0 || !s.Allocated.IsZero() {
				t.Fatalf("story %d: worked on while in triage", s.N)
			}
			continue
		}
		must("allocation", s.Allocated)
		last = s.Allocated
		for _, c := range s.Contacts {
			must("contact", c.On)
			last = c.On
			if (c.Outcome == toThemselves) != (c.On == s.Reached) {
				t.Fatalf("story %d: reached on %s, yet %s on %s", s.N, s.Reached, c.Outcome, c.On)
			}
		}
		if s.Reached.IsZero() {
			if len(s.Later)+len(s.Visits)+len(s.Measures)+len(s.Goals) > 0 {
				t.Fatalf("story %d: engaged without being reached", s.N)
			}
			continue
		}
		checkEngaged(t, &s, must)
	}
}

func checkEngaged(t *testing.T, s *Story, must func(string, calendar.Day)) {
	t.Helper()
	for _, a := range s.Later {
		must(a.Item, a.Value.On)
	}
	for _, m := range s.Measures {
		must("measure", m.On)
	}
	for _, o := range s.Onwards {
		must("onward", o.Discussed)
		if o.Permitted.IsZero() && !o.Sent.IsZero() || !o.Permitted.IsZero() && o.Permitted.Before(o.Discussed) {
			t.Fatalf("story %d: an onward referral skipped a step: %v", s.N, o)
		}
	}
	for _, v := range s.Visits {
		if ahead := v.On.After(Today); ahead != (v.Outcome == "") {
			t.Fatalf("story %d: visit on %s has outcome %q", s.N, v.On, v.Outcome)
		}
		if v.Outcome != "" {
			must("visit", v.On)
		}
	}
}

var (
	dramaNumber = regexp.MustCompile(`^(01632 960|07700 900)\d{3}$`)
	safeEmail   = regexp.MustCompile(`^[a-z]+\.[a-z]+\d*@example\.(org|net)$`)
)

func TestStoriesNameNobodyReal(t *testing.T) {
	real := map[string]bool{}
	for _, p := range places {
		real[p.postcode] = true
	}
	for s := range Caseload(3, 3000) {
		for _, a := range append(s.Client, s.Referrer...) {
			v := a.Value
			switch _, kind, _ := strings.Cut(a.Item, "."); kind {
			case "telephone":
				if !dramaNumber.MatchString(v.Text) {
					t.Fatalf("telephone %q is not of a drama range", v.Text)
				}
			case "email":
				if !safeEmail.MatchString(v.Text) {
					t.Fatalf("email %q is not at a reserved domain", v.Text)
				}
			case "address":
				lines := strings.Split(v.Text, "\n")
				if !real[lines[len(lines)-1]] {
					t.Fatalf("address %q does not end in a known postcode", v.Text)
				}
			case "age":
				if v.Empty == care.Answered && (v.Number < 60 || v.Number > 97 || v.AsAt.IsZero()) {
					t.Fatalf("age %d as at %s", v.Number, v.AsAt)
				}
			}
		}
		if n := len(s.Referrer); n > 3 || (s.Origin == "themselves") != (n == 0) {
			t.Fatalf("story %d: %d referrer items, origin %q", s.N, n, s.Origin)
		}
	}
}

func TestDefaultCaseloadHasEveryCourse(t *testing.T) {
	seen := map[string]int{}
	for s := range Caseload(1, DefaultPeople) {
		switch {
		case s.Worker == "":
			seen["in triage"]++
		case s.Left.IsZero() && s.Reached.IsZero():
			seen["not yet reached"]++
			if n := len(s.Contacts); n > 0 {
				seen[s.Contacts[n-1].Outcome]++
			}
		case s.Left.IsZero():
			seen["engaged"]++
		case s.Left == calendar.Date(2026, 8, 31):
			seen["left on 31 August 2026"]++
		case s.Left.Before(calendar.Date(2026, 5, 23)):
			seen["sensitive due"]++
		default:
			seen["left lately"]++
		}
		if !s.Left.IsZero() && s.Reached.IsZero() {
			seen["never reached"]++
		}
		for _, o := range s.Onwards {
			if o.Sent.IsZero() {
				seen["onward not sent"]++
			} else {
				seen["onward sent"]++
			}
		}
	}
	for _, want := range []string{
		"in triage", "not yet reached", voicemail, wrongDetails, "engaged", "left on 31 August 2026", "sensitive due", "left lately",
		"never reached", "onward sent", "onward not sent",
	} {
		if seen[want] < 4 {
			t.Errorf("%d stories %s, want a handful: %v", seen[want], want, seen)
		}
	}
}

func TestStaffOfKentCoverEveryDistrict(t *testing.T) {
	for _, p := range places {
		if connectorOf(p.district) == "" {
			t.Fatalf("no Connector for %s", p.district)
		}
	}
	logins := map[string]bool{}
	for _, l := range Staff() {
		if logins[l.User] || l.Password == "" || l.Role == "" {
			t.Errorf("login %q is doubled or incomplete", l.User)
		}
		logins[l.User] = true
	}
}

func BenchmarkTell(b *testing.B) {
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		Tell(1, n%DefaultPeople)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "stories/s")
}
