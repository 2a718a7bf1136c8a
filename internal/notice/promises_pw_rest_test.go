package notice_test

import (
	"testing"

	"candour/internal/promise"
)

func TestTheCommissionersGuidanceIsPointedTo(t *testing.T) {
	promise.Kept(t, "PW-63")
	p := promise.Pack(t)
	if !says(p, "PW-63", "to read its guidance on your rights: Information Commissioner, 03031 231113") {
		t.Error("the page does not point to the Commissioner's guidance")
	}
}

func TestTheCorporateStatementIsPointedTo(t *testing.T) {
	promise.Kept(t, "PW-71")
	p := promise.Pack(t)
	if !says(p, "PW-71", "To read how the council as a whole handles information: the “Corporate privacy statement”") {
		t.Error("the page does not point to the corporate privacy statement")
	}
}

// What the page shows of requests and complaints, whose handling is later work.
func TestKentSaysWhomToAskAndWhatFollows(t *testing.T) {
	p := promise.Pack(t)
	for id, words := range map[string]string{
		"PW-60": "Information Resilience and Transparency Team, data.protection@kent.gov.uk",
		"PW-61": "we say so and why",
		"PW-62": "A request may delay the service or stop us giving it to you",
		"PW-66": "bound to keep it confidential",
		"PW-72": "why we collected your information, how we used it or how long we kept it",
	} {
		promise.Begun(t, id)
		if !says(p, id, words) {
			t.Errorf("%s: the page does not say %q", id, words)
		}
	}
}
