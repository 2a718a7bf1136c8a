package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"candour/internal/casework"
)

var numbersRoutes = []Route{
	{http.MethodGet, "/numbers", Staff, (*Server).numbers},
}

// A numbersPage is what is counted, by the month or coarser, of everybody who
// ever came. A total never changes when somebody is destroyed; a number too
// small to tell is held back.
type numbersPage struct {
	*casework.Numbers
}

func (s *Server) numbers(req *request) (page, error) {
	n, err := s.Cases.Numbers(req.Context(), req.who())
	if err != nil {
		return page{}, err
	}
	return show(numbersPage{n}.view(s.staffPage(req, "Numbers", n.Entry)))
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
func rowName(dimension, value string) string {
	if dimension == "month" {
		if t, err := time.Parse("2006-01", value); err == nil {
			return t.Format("January 2006")
		}
	}
	return value
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
