package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"candour/internal/casework"
	"candour/internal/notice"
)

var numbersRoutes = []Route{
	{http.MethodGet, "/numbers", Staff, (*Server).numbers},
}

// A numbersPage is what is counted, by the month or coarser, of everybody who
// ever came. A total never changes when somebody is destroyed; a number too
// small to tell is held back.
type numbersPage struct {
	*casework.Numbers
	Pack *notice.Pack
}

func (s *Server) numbers(req *request) (page, error) {
	n, err := s.Cases.Numbers(req.Context(), req.who())
	if err != nil {
		return page{}, err
	}
	return show(numbersPage{n, req.session.service}.view(s.staffPage(req, "Numbers", n.Entry)))
}

// told writes a number, or that it may not be told.
func told(r casework.CountRow) string {
	switch {
	case r.Held && r.N < casework.FewerThan:
		return "under 10"
	case r.Held:
		return "not told"
	}
	return strconv.FormatInt(r.N, 10)
}

var countTitles = map[string]string{
	"referrals": "Referrals", "outcomes": "How people say it changed", "equality": "Who the service reaches",
}

func countTitle(code string) string {
	if t := countTitles[code]; t != "" {
		return t
	}
	return code
}

// rowName writes a value of a dimension as people say it.
func (p numbersPage) rowName(dimension, value string) string {
	switch dimension {
	case "month":
		if t, err := time.Parse("2006-01", value); err == nil {
			return t.Format("January 2006")
		}
	case "quarter":
		if year, q, ok := strings.Cut(value, "-Q"); ok && quarters[q] != "" {
			return quarters[q] + " " + year
		}
	case "measure":
		return p.measureName(value)
	case "ethnicity":
		return p.answerName(casework.EqualityItem, value)
	}
	return upperFirst(value)
}

var quarters = map[string]string{"1": "January to March", "2": "April to June", "3": "July to September", "4": "October to December"}

// measureName names a scale, or the question of a scale that is never added up.
func (p numbersPage) measureName(value string) string {
	code, question, _ := strings.Cut(value, " ")
	m, ok := p.Pack.Measure(code)
	if !ok {
		return value
	}
	for _, q := range m.Questions {
		if q.Code == question {
			return q.Text
		}
	}
	return m.Title
}

// answerName names an answer to a closed list, or one of the two that are none.
func (p numbersPage) answerName(item, code string) string {
	switch code {
	case declined:
		return "Prefer not to say"
	case unknown:
		return "Asked, they do not know"
	}
	it, ok := p.Pack.ItemByCode(item)
	if !ok {
		return code
	}
	return it.Shape.LabelOf(code)
}

// width is the length of a bar in per cent of the longest that is told.
func width(d casework.CountDimension, r casework.CountRow) string {
	longest := int64(1)
	for _, other := range d.Rows {
		if !other.Held {
			longest = max(longest, other.N)
		}
	}
	if r.Held {
		return "0%"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(r.N)/float64(longest))
}

// joinWords writes a list as people say it: one, two and three.
func joinWords(words []string) string {
	switch n := len(words); n {
	case 0:
		return ""
	case 1:
		return words[0]
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}
