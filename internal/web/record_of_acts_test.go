package web_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"candour/internal/promise"
	"candour/internal/webtest"
)

// written is what a test reads of an entry.
type written struct {
	Act      string   `json:"act"`
	Outcome  string   `json:"outcome"`
	Purposes []string `json:"purposes"`
	Bases    []string `json:"bases"`
	Subjects []string `json:"subjects"`
}

func TestKeepingReadingAndSharingAreEachRecordedWithWhatTheyWereFor(t *testing.T) {
	webtest.Each(t, func(t *testing.T, s *webtest.Site) {
		promise.Begun(t, "CC-02")
		promise.Begun(t, "CW-08")
		c, at := considered(t, s)
		c.press(at, at+"/talked", talkedToday)
		c.press(at, at+"/answer", saidYes)
		c.press(at, at+"/send", nil)
		if r := c.priya.Get(c.path("")); r.Status != http.StatusOK {
			t.Fatalf("the record gives %d", r.Status)
		}
		subject := s.Rows("SELECT subject FROM episode WHERE id = $1", c.id)[0][0]
		kinds := map[string]int{}
		for _, row := range s.Rows("SELECT body FROM entry WHERE controller = 'kent'") {
			var e written
			if err := json.Unmarshal([]byte(row[0]), &e); err != nil {
				t.Fatal(err)
			}
			if e.Outcome != "released" || len(e.Subjects) != 1 || e.Subjects[0] != subject {
				continue
			}
			kinds[e.Act]++
			if len(e.Purposes) == 0 || len(e.Bases) == 0 {
				t.Errorf("an entry stands without its purpose or basis: %s", row[0])
			}
		}
		for _, act := range []string{"see", "record", "share"} {
			if kinds[act] == 0 {
				t.Errorf("no entry is of the act %q: %v", act, kinds)
			}
		}
	})
}
