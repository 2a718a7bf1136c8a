package main

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/cedar-policy/cedar-go"
)

func TestNoticeRendersWithAndWithoutItsName(t *testing.T) {
	_, short, _ := obey(t, "notice", "kent/positive-wellbeing")
	code, long, beside := obey(t, "notice", "render", "kent/positive-wellbeing")
	if code != 0 || short != long || !strings.Contains(long, "Positive Wellbeing") {
		t.Errorf("code %d; with its name %q, without %q", code, long, short)
	}
	if !strings.HasPrefix(beside, "Reading age: 1") || strings.Contains(long, "Reading age") {
		t.Errorf("the reading age is not beside the notice, but %q", beside)
	}
	if code, out, _ := obey(t, "notice", "--help"); code != 0 || !strings.Contains(out, "record of processing") {
		t.Errorf("help: code %d, printed %q", code, out)
	}
}

func TestNoticeRecordIsCSVOrJSONLD(t *testing.T) {
	code, out, _ := obey(t, "notice", "record", "kent/positive-wellbeing")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if code != 0 || err != nil || len(rows) < 2 {
		t.Errorf("code %d, %d rows, %v", code, len(rows), err)
	}
	code, out, _ = obey(t, "notice", "record", "kent/positive-wellbeing", "--format", "jsonld")
	if code != 0 || !json.Valid([]byte(out)) || !strings.Contains(out, "dpv:DataProcessingRecord") {
		t.Errorf("code %d, printed %q", code, out)
	}
	if code, _, complaint := obey(t, "notice", "record", "kent/positive-wellbeing", "--format", "pdf"); code != 2 || !strings.Contains(complaint, "csv") {
		t.Errorf("an unknown format: code %d, said %q", code, complaint)
	}
}

func TestNoticeSpeaksTheOtherStandards(t *testing.T) {
	for command, want := range map[string]string{"dpv": "dpv:PrivacyNotice", "consents": "@context"} {
		code, out, _ := obey(t, "notice", command, "kent/positive-wellbeing")
		if code != 0 || !json.Valid([]byte(out)) || !strings.Contains(out, want) {
			t.Errorf("%s: code %d, printed %q", command, code, out)
		}
	}
	code, out, _ := obey(t, "notice", "cedar", "kent/positive-wellbeing")
	if _, err := cedar.NewPolicySetFromBytes("kent.cedar", []byte(out)); code != 0 || err != nil {
		t.Errorf("cedar: code %d, %v", code, err)
	}
	for _, command := range []string{"render", "record", "dpv", "consents", "cedar"} {
		if code, _, complaint := obey(t, "notice", command, "kent/elsewhere"); code != 1 || !strings.Contains(complaint, "kent/positive-wellbeing") {
			t.Errorf("%s: code %d, said %q, want the notices there are", command, code, complaint)
		}
	}
}
