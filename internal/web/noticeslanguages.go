package web

import "candour/internal/web/ui"

// A language is one that the notice is, or may be, in.
type language struct {
	Tag     string // BCP 47
	Own     string // in the language itself
	English string
	State   string
}

// The states of a translation.
const (
	whole    = "The whole notice"
	notBegun = "Not begun"
)

// languages is the catalogue: English, British Sign Language, then the main
// languages besides English of England and Wales (Census 2021), in the order
// of their names. A translation is made by a person or not at all.
var languages = []language{
	{"en", "English", "English", whole},
	{"bfi", "BSL", "British Sign Language", notBegun},
	{"ar", "العربية", "Arabic", notBegun},
	{"bn", "বাংলা", "Bengali", notBegun},
	{"gu", "ગુજરાતી", "Gujarati", notBegun},
	{"it", "Italiano", "Italian", notBegun},
	{"lt", "Lietuvių", "Lithuanian", notBegun},
	{"pa", "ਪੰਜਾਬੀ", "Panjabi", notBegun},
	{"pl", "Polski", "Polish", notBegun},
	{"pt", "Português", "Portuguese", notBegun},
	{"ro", "Română", "Romanian", notBegun},
	{"es", "Español", "Spanish", notBegun},
	{"uk", "Українська", "Ukrainian", notBegun},
	{"ur", "اردو", "Urdu", notBegun},
	{"cy", "Cymraeg", "Welsh", notBegun},
}

// A languagesPage is the catalogue of languages of one notice, each with how
// far its translation is.
type languagesPage struct {
	readNotice
	Languages []language
}

func (s *Server) noticeLanguages(req *request) (page, error) {
	n, err := s.reading(req, "/languages")
	if err != nil {
		return page{}, err
	}
	p := languagesPage{n, languages}
	return show(p.view(n.frame(s, req, "Other languages")))
}

// mark is the state of a translation as the page shows it.
func (l language) mark() ui.Mark {
	if l.State == whole {
		return ui.Mark{Text: l.State, Kind: "done"}
	}
	return ui.Mark{Text: l.State, Kind: "grey"}
}
