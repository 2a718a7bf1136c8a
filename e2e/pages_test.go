package e2e

import (
	"slices"

	"candour/e2e/browser"
)

// looked says in which states each page is looked at. A page without a form
// is never wrong; a form of buttons alone is wrong in its refusal.
var looked = map[string][]string{
	"GET /{$}":     {filled},
	"GET /cookies": {filled},
	"GET /notices": {filled},
	"GET /notices/{controller}/{service}/print":     {filled},
	"GET /notices/{controller}/{service}/easy":      {filled},
	"GET /notices/{controller}/{service}/script":    {filled, wrong},
	"GET /notices/{controller}/{service}/languages": {filled},
	"GET /notices/{controller}/{service}/versions":  {filled, wrong},
	"GET /notices/{controller}/{service}/record":    {filled},
	"GET /notices/{controller}/{service}":           {empty, filled, wrong},
	"GET /services/{controller}/{service}/{form}":   {empty},
	"POST /services/{controller}/{service}/{form}":  {wrong, filled},
	"GET /services/{controller}/{service}/sent":     {filled},
	"GET /sign-in":               {empty},
	"POST /sign-in":              {wrong},
	"GET /work":                  {empty, filled},
	"GET /triage":                {empty, filled},
	"POST /triage/{id}/allocate": {wrong},
	"GET /people":                {empty},
	"POST /people":               {filled, wrong},
	"GET /numbers":               {empty, filled},
	"GET /dates":                 {empty, filled},
	"GET /time-machine":          {empty, filled},
	"POST /time-machine":         {wrong},
	"GET /ledger":                {empty, filled},
	"GET /ledger/{entry}":        {filled},
	"GET /worried":               {filled},
	"GET /closed":                {filled},
	"GET /certificates/{id}":     {filled},

	"GET /episodes/{id}":                         {empty, filled, wrong},
	"GET /episodes/{id}/held":                    {filled},
	"GET /episodes/{id}/ends":                    {filled, wrong},
	"GET /episodes/{id}/chronology":              {empty, filled},
	"GET /episodes/{id}/contacts":                {empty},
	"POST /episodes/{id}/contacts":               {wrong},
	"POST /episodes/{id}/contacts/referrer":      {filled},
	"GET /episodes/{id}/contacts/spoke":          {empty},
	"POST /episodes/{id}/contacts/spoke":         {wrong},
	"GET /episodes/{id}/first-visit":             {empty},
	"POST /episodes/{id}/first-visit":            {filled, wrong},
	"GET /episodes/{id}/confirm-details":         {filled},
	"POST /episodes/{id}/confirm-details":        {wrong},
	"GET /episodes/{id}/measures":                {empty, filled},
	"GET /episodes/{id}/measures/review":         {empty},
	"POST /episodes/{id}/measures/review":        {wrong},
	"GET /episodes/{id}/plan":                    {empty, filled},
	"GET /episodes/{id}/plan/goal":               {empty},
	"POST /episodes/{id}/plan/goal":              {wrong},
	"GET /episodes/{id}/plan/goal/{goal}/step":   {empty},
	"POST /episodes/{id}/plan/goal/{goal}/step":  {wrong},
	"GET /episodes/{id}/plan/signpost":           {empty},
	"POST /episodes/{id}/plan/signpost":          {wrong},
	"GET /episodes/{id}/plan/visit":              {empty},
	"POST /episodes/{id}/plan/visit":             {wrong},
	"GET /episodes/{id}/plan/visit/{visit}":      {empty},
	"POST /episodes/{id}/plan/visit/{visit}":     {wrong},
	"GET /episodes/{id}/onward":                  {empty},
	"POST /episodes/{id}/onward":                 {wrong},
	"GET /episodes/{id}/onward/{onward}":         {filled},
	"POST /episodes/{id}/onward/{onward}/talked": {wrong},
	"POST /episodes/{id}/onward/{onward}/answer": {wrong},
	"GET /episodes/{id}/onward/{onward}/message": {filled},
	"GET /episodes/{id}/letter":                  {empty, filled},
	"GET /episodes/{id}/close":                   {empty},
	"POST /episodes/{id}/close":                  {wrong},
	"GET /episodes/{id}/restrict":                {empty, filled},
	"POST /episodes/{id}/restrict":               {wrong},
	"POST /episodes/{id}/restrict/lift":          {wrong},
	"POST /episodes/{id}/protective-look":        {filled, wrong},

	"GET /governance":                                     {empty, filled},
	"GET /governance/{service}":                           {empty, filled},
	"POST /governance/{service}/versions/{id}/publish":    {wrong},
	"GET /governance/{service}/readings":                  {empty, filled},
	"GET /governance/{service}/gaps":                      {empty, filled},
	"GET /governance/{service}/gaps/{gap}":                {empty, filled},
	"POST /governance/{service}/gaps/{gap}":               {wrong},
	"GET /governance/{service}/registers":                 {empty, filled},
	"GET /governance/{service}/registers/{kind}/{about}":  {empty, filled},
	"POST /governance/{service}/registers/{kind}/{about}": {wrong},
}

// lookedElsewhere are the pages of a service without case pages, looked at in
// TestAServiceWithoutCasePages.
var lookedElsewhere = map[string][]string{
	"GET /received/{id}":       {filled},
	"POST /received/{id}/told": nil, // a button that leads on
	"GET /intake/{form}":       {empty},
	"POST /intake/{form}":      {wrong},
}

// noPage are the routes that answer with no page of their own: a download, an
// address that moved, and buttons that only lead on. What a button answers when
// it is refused is the one page of every refusal.
var noPage = []string{
	"GET /services/{controller}/{service}",
	"GET /notices/{controller}/{service}/record.csv",
	"GET /notices/{controller}/{service}/record.jsonld",
	"GET /notices/{controller}/{service}/notice.jsonld",
	"GET /ledger/{entry}/proof",
	"POST /sign-out",
	"POST /episodes/{id}/contacts/undo",
	"POST /episodes/{id}/plan/step/{step}",
	"POST /episodes/{id}/onward/{onward}/send",
	"POST /episodes/{id}/onward/{onward}/sent",
	"POST /episodes/{id}/onward/{onward}/withdraw",
	"POST /governance/{service}/versions",
	"POST /governance/{service}/versions/{id}/check",
	"POST /governance/{service}/versions/{id}/approve",
	"POST /governance/{service}/readings",
}

// everyPageWasHeld fails the test for every page of the site that was not
// held to axe, in every state that it has.
func (tl *tale) everyPageWasHeld() {
	tl.t.Helper()
	var routes []string
	for _, r := range tl.site.Server.Routes() {
		route := r.Method + " " + r.Pattern
		if _, elsewhere := lookedElsewhere[route]; elsewhere {
			continue
		}
		routes = append(routes, route)
		if _, listed := looked[route]; listed == slices.Contains(noPage, route) {
			tl.t.Errorf("it is not said once in which states %s is looked at", route)
		}
	}
	for route, states := range looked {
		if !slices.Contains(routes, route) {
			tl.t.Errorf("%s is looked at and is no route", route)
		}
		for _, state := range states {
			if !slices.Contains(tl.states[route], state) {
				tl.t.Errorf("%s was not looked at while %s", route, state)
			}
		}
	}
	for _, route := range browser.Unscanned(routes, tl.visits()) {
		if !slices.Contains(noPage, route) {
			tl.t.Errorf("%s was not held to axe", route)
		}
	}
}
