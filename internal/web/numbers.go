package web

import (
	"net/http"
	"strconv"

	"candour/internal/casework"
	"candour/internal/web/ui"
)

var numbersRoutes = []Route{
	{http.MethodGet, "/numbers", Staff, (*Server).numbers},
}

// A numbersPage is what is counted, by the month or coarser, of everybody who
// ever came. A total never changes when somebody is destroyed; a cell of fewer
// than ten is not told.
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

// told writes a number, or that there are too few to tell.
func told(n int64) string {
	if n < casework.FewerThan {
		return "under 10"
	}
	return strconv.FormatInt(n, 10)
}

func (numbersPage) title(code string) string {
	switch code {
	case "referrals":
		return "Referrals"
	case "outcomes":
		return "How people say it changed"
	case "equality":
		return "Who the service reaches"
	}
	return code
}

func countTable(t casework.CountTable) ui.Table {
	out := ui.Table{Caption: "By " + joinWords(t.Count.By)}
	for _, d := range t.Count.By {
		out.Head = append(out.Head, ui.Cell{Text: d})
	}
	out.Head = append(out.Head, ui.Cell{Text: "people", Numeric: true})
	for _, r := range t.Rows {
		var row []ui.Cell
		for _, c := range r.Cells {
			row = append(row, ui.Cell{Text: c})
		}
		out.Rows = append(out.Rows, append(row, ui.Cell{Text: told(r.N), Numeric: true}))
	}
	return out
}

func joinWords(words []string) string {
	out := ""
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			out += " and "
		default:
			out += ", "
		}
		out += w
	}
	return out
}
