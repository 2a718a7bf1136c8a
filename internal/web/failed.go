package web

import (
	"errors"
	"net/http"

	"candour/internal/care"
	"candour/internal/casework"
	"candour/internal/notice"
	"candour/internal/web/ui"
)

// A failedPage says what did not happen, why, and what to do next. Not there
// and not known to the asker are the same page.
type failedPage struct {
	Title   string
	Says    string
	Next    string
	Clauses []notice.Clause
	Go      ui.Link // the way forward, or none
}

// failed turns an error into a page. What nobody expected is logged here,
// once, and never with anything about a person in it.
func (s *Server) failed(req *request, err error) page {
	f, status := failure(err)
	var no *casework.Refusal
	if errors.As(err, &no) && !no.Unknown && req.session != nil {
		f.Says = no.Says
		for _, ref := range no.Clauses {
			if c := req.clause(ref); c.Says != "" {
				f.Clauses = append(f.Clauses, c)
			}
		}
	}
	if no != nil && casework.IsRestricted(err) && req.session != nil {
		f.Go = ui.Link{Text: "See the restriction, lift it, or open the record once on a ground of the law", Href: episodeHref(no.Episode) + "/restrict"}
	}
	if status == http.StatusInternalServerError && req.Context().Err() == nil { // else whoever asked has gone
		s.Log.Error("answering a request", "route", req.Pattern, "err", err)
	}
	return page{status: status, body: f.view(s.staffPage(req, f.Title, ""))}
}

func failure(err error) (failedPage, int) {
	switch {
	case errors.Is(err, care.ErrNotFound):
		return failedPage{
			Title: "Page not found",
			Says:  "There is no page here, or it is not yours to see. Nothing was shown, and that you asked was recorded.",
			Next:  "If you followed a link, the record may have been destroyed since.",
		}, http.StatusNotFound
	case errors.Is(err, care.ErrRefused):
		return failedPage{
			Title: "Not shown",
			Says:  "The notice does not allow this.",
			Next:  "Nothing was opened or changed. That you asked was recorded.",
		}, http.StatusForbidden
	case errors.Is(err, care.ErrConflict):
		return failedPage{
			Title: "Not saved: it has changed",
			Says:  "Somebody changed this record while you had the page open, so what you sent was not saved over theirs.",
			Next:  "Go back, open the page again and send your change once more.",
		}, http.StatusConflict
	case errors.Is(err, errTooMuch), errors.Is(err, care.ErrInvalid):
		return failedPage{
			Title: "Not saved",
			Says:  "What was sent does not fit this form, so none of it was kept.",
			Next:  "Go back and use the form as it is shown.",
		}, http.StatusUnprocessableEntity
	}
	return failedPage{
		Title: "Not shown",
		Says:  "Something is wrong on our side, so nothing was opened or changed.",
		Next:  "Try again in a few minutes. If it goes on, tell the people who run Candour.",
	}, http.StatusInternalServerError
}

// clause finds a clause of the notice of the signed-in worker's service.
func (r *request) clause(ref string) notice.Clause {
	if r.session == nil || r.session.service == nil {
		return notice.Clause{}
	}
	c, _ := r.session.service.Clause(ref)
	return c
}

func notFound(*Server, *request) (page, error) { return page{}, care.ErrNotFound }
