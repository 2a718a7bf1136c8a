package access

import (
	"fmt"
	"testing"
	"time"
)

var nine = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// A try counts from when it begins: many sent at once are not all free.
func TestTriesSentTogetherAreCountedBeforeAnyOfThemFails(t *testing.T) {
	var all tries
	made := 0
	for range 50 {
		if all.begin("kent", "priya", nine) {
			made++
		}
	}
	if made != freeTries {
		t.Errorf("%d of 50 tries were made, want %d", made, freeTries)
	}
	if !all.begin("kent", "priya", nine.Add(longestWait)) {
		t.Error("somebody is locked out for longer than a minute")
	}
	all.forget("kent", "priya")
	if !all.begin("kent", "priya", nine) {
		t.Error("whoever signed in still waits")
	}
}

// Trying many other user names does not make the node forget who waits.
func TestAFloodOfUserNamesFreesNobodyWhoWaits(t *testing.T) {
	var all tries
	for range freeTries {
		all.begin("kent", "priya", nine)
	}
	for i := range 3 * triesKept {
		all.begin("kent", fmt.Sprint("nobody", i), nine)
	}
	if all.begin("kent", "priya", nine) {
		t.Error("a flood of other user names let the guessing go on")
	}
	if n := len(all.seen); n > triesKept {
		t.Errorf("%d user names are kept, want at most %d", n, triesKept)
	}
}
