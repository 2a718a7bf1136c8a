package web

import (
	"strconv"

	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/retention"
	"candour/internal/web/ui"
)

// figures are the live figures of a service as the public may have them: small
// ones are not told, nor what would tell one.
type figures struct {
	Counts ui.Counts
	Source string // how far the ledger was counted
}

func (s *Server) figures(req *request, p *notice.Pack) (figures, error) {
	f, err := s.Retention.Figures(req.Context(), p.Controller.Code, p.Service)
	if err != nil {
		return figures{}, err
	}
	out := publicFigures(f)
	if s.Demo != nil && f.OnTheDay < f.Destroyed {
		out.Source += " In this demonstration the calendar jumps, so what fell due in between went late."
	}
	return out, nil
}

// publicFigures holds back what is small: each figure, and of what was destroyed the
// part on the promised day where the rest is small.
func publicFigures(f retention.Figures) figures {
	parts := []casework.CountRow{{N: f.OnTheDay}, {N: f.Destroyed - f.OnTheDay}}
	casework.HoldBack(parts)
	onTheDay := figure(f.OnTheDay)
	switch {
	case f.Destroyed >= casework.FewerThan && f.OnTheDay == f.Destroyed:
		onTheDay = "All"
	case f.OnTheDay >= casework.FewerThan && parts[0].Held:
		onTheDay = "Not told"
	}
	out := figures{Counts: ui.Counts{Rows: []ui.Count{
		{Of: "times details were passed on", Number: figure(f.Shares)},
		{Of: "times the software refused", Number: figure(f.Refusals)},
		{Of: "parts of records destroyed", Number: figure(f.Destroyed)},
		{Of: "of them by the promised day", Number: onTheDay},
	}}}
	switch {
	case f.Placed == 0:
		out.Source = "Nothing is in the ledger yet."
	case f.Counted < f.Placed:
		out.Source = "Counted in the first " + strconv.FormatInt(f.Counted, 10) + " of " + strconv.FormatInt(f.Placed, 10) + " entries of the council's ledger. Counting goes on."
	default:
		out.Source = "Counted from the council's ledger up to entry " + strconv.FormatInt(f.Placed-1, 10) + ". Figures under ten are not told."
	}
	return out
}

// figure writes one figure as the public may have it.
func figure(n int64) string {
	switch {
	case n == 0:
		return "None"
	case n < casework.FewerThan:
		return "Under 10"
	}
	return strconv.FormatInt(n, 10)
}
