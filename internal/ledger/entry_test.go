package ledger

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"candour/internal/calendar"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

var machineTime = time.Date(2026, 11, 23, 9, 30, 0, 125_000_000, time.UTC)

// entryNo makes a plausible entry of Kent's, always the same for one n.
func entryNo(n int) Entry {
	r := rand.New(rand.NewPCG(uint64(n), 7))
	return Entry{
		ID: testID(r), At: machineTime.Add(time.Duration(n) * time.Millisecond),
		Day: calendar.Date(2026, 11, 23), Controller: "kent", Service: "positive-wellbeing",
		Act: "see", Screen: "episode", Actor: testID(r), Role: "connector",
		Purposes: []string{"join", "plan"}, Bases: []string{"bases.task", "bases.public interest"},
		Subjects: []string{testID(r)}, Items: []string{"client.name", "client.safe-to-contact"},
		Refused: []RefusedItem{{Item: "referrer.name", Clauses: []string{"uses[4]"}, Why: "not yet"}},
		Outcome: Released, Clauses: []string{"uses[3]"}, Count: n,
		Commitment: strings.Repeat("a7", 32),
	}
}

func testID(r *rand.Rand) string {
	var u uuid.UUID
	for i := range u {
		u[i] = byte(r.Uint32())
	}
	u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80
	return u.String()
}

func mustEncode(t testing.TB, e Entry) []byte {
	t.Helper()
	body, err := e.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestEncodeIsOneCanonicalLine(t *testing.T) {
	e := entryNo(1)
	got := string(mustEncode(t, e))
	want := `{"id":"` + e.ID + `","at":"2026-11-23T09:30:00.126000Z","day":"2026-11-23","controller":"kent",` +
		`"service":"positive-wellbeing","act":"see","screen":"episode","actor":"` + e.Actor + `","role":"connector",` +
		`"purposes":["join","plan"],"bases":["bases.task","bases.public interest"],"subjects":["` + e.Subjects[0] + `"],` +
		`"items":["client.name","client.safe-to-contact"],` +
		`"refused":[{"item":"referrer.name","clauses":["uses[4]"],"why":"not yet"}],"outcome":"released",` +
		`"clauses":["uses[3]"],"count":1,"commitment":"` + strings.Repeat("a7", 32) + `"}`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("encoded entry (-want +got):\n%s", diff)
	}
}

func TestDecodeGivesBackWhatWasEncoded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := entryNo(rapid.IntRange(0, 1<<20).Draw(t, "n"))
		e.At = machineTime.Add(time.Duration(rapid.Int64Range(0, 1<<50).Draw(t, "at"))).Truncate(time.Microsecond)
		e.Items = rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,8}\.[a-z]{1,8}(-[a-z]{1,8})?`), 0, 40).Draw(t, "items")
		e.Reason = rapid.SampledFrom([]string{"", "reached", "unused key", "wrong details"}).Draw(t, "reason")
		if len(e.Items) == 0 {
			e.Items = nil
		}
		body, err := e.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Decode(body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, got, cmp.Comparer(func(a, b calendar.Day) bool { return a == b })); diff != "" {
			t.Fatalf("decoded entry (-want +got):\n%s", diff)
		}
	})
}

// No field takes what tells of a person: every kind of personal text is tried
// in every field that holds text.
func TestEncodeRefusesPersonalText(t *testing.T) {
	personal := []string{
		"Arthur Pettifer", "O'Neill", "07700 900123", "07700900123", "01632 960456", "arthur@example.org",
		"14 Mill Lane", "CT1 2AB", "943 476 5919", "9434765919", "1941-03-02", "02/03/1941", "19410302",
		"Rang, no answer", "she said: ring after six", "a line\nbreak", "naïve", "Ωmega", "<b>", `quo"te`, "tab\t", " ", "x ",
		strings.Repeat("long ", 20) + "code", strings.Repeat("f", 65), "\xff\xfe", "é", "a..b", ".", "[1]",
	}
	fields := map[string]func(*Entry, string){
		"id": func(e *Entry, s string) { e.ID = s }, "controller": func(e *Entry, s string) { e.Controller = s },
		"service": func(e *Entry, s string) { e.Service = s }, "act": func(e *Entry, s string) { e.Act = s },
		"screen": func(e *Entry, s string) { e.Screen = s }, "actor": func(e *Entry, s string) { e.Actor = s },
		"role": func(e *Entry, s string) { e.Role = s }, "outcome": func(e *Entry, s string) { e.Outcome = s },
		"of": func(e *Entry, s string) { e.Of = s }, "reason": func(e *Entry, s string) { e.Reason = s },
		"commitment": func(e *Entry, s string) { e.Commitment = s },
		"purposes":   func(e *Entry, s string) { e.Purposes = []string{s} },
		"bases":      func(e *Entry, s string) { e.Bases = []string{"bases.task", s} },
		"subjects":   func(e *Entry, s string) { e.Subjects = []string{s} },
		"items":      func(e *Entry, s string) { e.Items = []string{"client.name", s} },
		"clauses":    func(e *Entry, s string) { e.Clauses = []string{s} },
		"refused":    func(e *Entry, s string) { e.Refused[0].Item = s },
		"why":        func(e *Entry, s string) { e.Refused[0].Why = s },
		"against":    func(e *Entry, s string) { e.Refused[0].Clauses = []string{s} },
	}
	for name, set := range fields {
		for _, text := range personal {
			e := entryNo(1)
			set(&e, text)
			body, err := e.Encode()
			if !errors.Is(err, ErrEntry) {
				t.Errorf("%s = %q: got %s, %v; want ErrEntry", name, text, body, err)
			} else if len(text) > 3 && strings.Contains(err.Error(), text) {
				t.Errorf("%s: the error repeats the value: %v", name, err)
			}
		}
	}
}

func TestEncodeIsBounded(t *testing.T) {
	e := entryNo(1)
	for range MaxListed {
		e.Subjects = append(e.Subjects, e.ID)
	}
	if _, err := e.Encode(); !errors.Is(err, ErrEntry) {
		t.Errorf("%d subjects: got %v, want ErrEntry", len(e.Subjects), err)
	}
	e.Subjects = nil
	for range MaxListed {
		e.Refused = append(e.Refused, RefusedItem{Item: "client.name", Why: "not yet", Clauses: []string{strings.Repeat("a", 60), strings.Repeat("b", 60)}})
	}
	e.Refused = e.Refused[1:]
	if _, err := e.Encode(); !errors.Is(err, ErrEntry) || !strings.Contains(err.Error(), "bytes") {
		t.Errorf("more than %d bytes: got %v, want ErrEntry", MaxEntry, err)
	}
	if _, err := Decode([]byte(strings.Repeat(" ", MaxEntry+1))); !errors.Is(err, ErrEntry) {
		t.Errorf("decoding more than %d bytes: got %v, want ErrEntry", MaxEntry, err)
	}
}

func TestDecodeRefusesWhatIsNotCanonical(t *testing.T) {
	good := string(mustEncode(t, entryNo(1)))
	for name, bad := range map[string]string{
		"empty":          "",
		"unknown field":  strings.Replace(good, `"act":`, `"note":"x","act":`, 1),
		"repeated field": strings.Replace(good, `"act":"see"`, `"act":"see","act":"see"`, 1),
		"other case":     strings.Replace(good, `"act":`, `"Act":`, 1),
		"other order":    strings.Replace(good, `"purposes":["join","plan"],"bases":["bases.task","bases.public interest"]`, `"bases":["bases.task","bases.public interest"],"purposes":["join","plan"]`, 1),
		"a space":        strings.Replace(good, `"act":`, `"act": `, 1),
		"an escape":      strings.Replace(good, `"act":"see"`, `"act":"s\u0065e"`, 1),
		"empty field":    strings.Replace(good, `"act":`, `"reason":"","act":`, 1),
		"null":           strings.Replace(good, `"outcome"`, `"of":null,"outcome"`, 1),
		"something more": good + "{}",
		"a line break":   good + "\n",
		"another time":   strings.Replace(good, `126000Z`, `126Z`, 1),
	} {
		if bad == good {
			t.Fatalf("%s: the case changes nothing", name)
		}
		if e, err := Decode([]byte(bad)); !errors.Is(err, ErrEntry) {
			t.Errorf("%s: got %v, %v; want ErrEntry", name, e, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(mustEncode(f, entryNo(1)))
	f.Add(mustEncode(f, Entry{ID: entryNo(2).ID, At: machineTime, Controller: "kent", Act: "sign in", Actor: "public form", Outcome: Refused}))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := Decode(body)
		if err != nil {
			return
		}
		if again := mustEncode(t, e); string(again) != string(body) {
			t.Errorf("decoded %q, which encodes as %q", body, again)
		}
	})
}
