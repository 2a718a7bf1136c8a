package web

import (
	"candour/internal/calendar"
	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

// lifePicture draws what becomes of each part of one record. left is the day
// they left, or might leave; zero for neither.
func lifePicture(h casework.Header, lives []casework.Life, left calendar.Day) ui.LifePicture {
	e := h.File.Episode
	span := ui.Span{From: e.ReceivedOn, To: h.Today}
	for _, l := range lives {
		for _, end := range []calendar.Day{l.Last, l.Ended} {
			if end.After(span.To) {
				span.To = end
			}
		}
	}
	span.To = span.To.AddDays(span.From.DaysUntil(span.To)/25 + 1)
	pic := ui.LifePicture{
		Label: "How long each part of this record is kept", HasToday: true, Today: span.At(h.Today),
		Marks: []ui.LifeMark{{At: 0, Text: calendar.MonthOf(e.ReceivedOn).Short()}},
	}
	if !left.IsZero() {
		word := "leaves "
		if left == e.LeftOn {
			word = "left "
		}
		pic.Marks = append(pic.Marks, ui.LifeMark{At: span.At(left), Text: word + left.Short(), Minor: true})
	}
	for _, l := range lives {
		pic.Rows = append(pic.Rows, lifeRow(h, span, l))
	}
	return pic
}

func lifeRow(h casework.Header, span ui.Span, l casework.Life) ui.LifeRow {
	row := ui.LifeRow{
		Part: partCalled(h.Pack, l.Tier), Detail: l.Tier.Clause.Place, From: span.At(l.From), Locked: 100, Ends: 100,
		Fate: lifeFate(h, l), Tabled: lifeWords(h, l), Clause: clauseOf(h.Pack, l.Tier.Clause),
	}
	switch {
	case !l.Ended.IsZero():
		row.Ends = span.At(l.Ended)
	case l.AtOnce:
		row.Ends = span.At(l.Last)
	case !l.Last.IsZero():
		row.Ends = span.At(l.Last.AddDays(1))
	}
	if !l.Locked.IsZero() && l.Ended.IsZero() {
		row.Locked = span.At(l.Locked)
	}
	row.Says = row.Part + ": " + row.Tabled
	return row
}

// lifeFate is what stands under the end of a part's bar.
func lifeFate(h casework.Header, l casework.Life) string {
	switch {
	case !l.Ended.IsZero():
		return "Gone since " + withYear(l.Ended)
	case l.Last.IsZero():
		return "No end known yet"
	case mayEndSooner(h, l):
		return withYear(l.Last) + " at the latest"
	case l.AtOnce:
		return withYear(l.Last)
	}
	return "After " + withYear(l.Last)
}

// lifeWords says the same at length.
func lifeWords(h casework.Header, l casework.Life) string {
	switch {
	case l.Intent != nil && l.Intent.FinishedAt.IsZero():
		return "Being destroyed since " + l.Ended.Long()
	case l.Intent != nil:
		return "Destroyed " + l.Ended.Long()
	case l.State == care.TierSuspended:
		return "Unreadable since " + l.Ended.Long() + ", destroyed within minutes"
	case !l.Ended.IsZero():
		return "Not kept since " + l.Ended.Long()
	case l.Last.IsZero():
		return "No end known yet"
	case l.AtOnce:
		return "Unreadable the same day, " + l.Last.Long()
	}
	kept := "Kept to the end of " + l.Last.Long()
	if mayEndSooner(h, l) {
		kept += " at the latest"
	}
	return kept
}

// mayEndSooner reports whether an event that has not happened could end the
// part before its last day.
func mayEndSooner(h casework.Header, l casework.Life) bool {
	if !l.Locked.IsZero() || l.Tier.Latest || !h.File.Episode.LeftOn.IsZero() {
		return false
	}
	for _, limit := range l.Tier.Limits {
		if limit.Event != "" && !h.File.Has(limit.Event) && !takenLimit(l, limit) {
			return true
		}
	}
	return false
}

// takenLimit reports whether a limit is the one that gave the last day: a day
// supposed for its event.
func takenLimit(l casework.Life, limit notice.Limit) bool {
	return l.AtOnce || l.Supposed && limit.Event != ""
}

// withYear is a date short enough to stand under a bar.
func withYear(d calendar.Day) string {
	y, _, _ := d.Date()
	return d.Short() + " " + itoa(y)
}
