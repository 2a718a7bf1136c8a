package care

import "candour/internal/calendar"

// KindConsent is the kind of section that holds an answer to a line of
// consent.
const KindConsent = "consent"

// An Agreement is what somebody said to one line of consent: the words they
// were asked with, of which edition of the notice, how and when (UK GDPR Art
// 7(1): the controller must be able to show it).
type Agreement struct {
	Line    string       `json:"l"` // consent code
	Yes     bool         `json:"y"`
	Words   string       `json:"w"`           // as they were asked
	Edition string       `json:"n"`           // hash of the pack the words are of
	From    string       `json:"f"`           // who said so: a person code
	Channel string       `json:"h"`           // "web", "phone", "visit"
	By      ID           `json:"b,omitempty"` // worker who asked; "" for a public form
	On      calendar.Day `json:"on"`
}
