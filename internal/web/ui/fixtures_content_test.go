package ui

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/a-h/templ"
)

// components are the GOV.UK components we use, each with what turns the
// package's options into ours.
var components = map[string]func([]byte) (templ.Component, error){
	"back-link": makeBackLink, "button": makeButton, "checkboxes": makeCheckboxes, "date-input": makeDate,
	"details": makeDetails, "error-message": makeErrorMessage, "error-summary": makeErrorSummary,
	"fieldset": makeFieldset, "hint": makeHint, "input": makeInput, "inset-text": makeInset, "label": makeLabel,
	"notification-banner": makeBanner, "pagination": makePagination, "panel": makePanel, "radios": makeRadios,
	"select": makeSelect, "skip-link": makeSkipLink, "summary-list": makeSummaryList, "table": makeTable,
	"tag": makeTag, "textarea": makeTextarea, "warning-text": makeWarning,
}

func makeBackLink(raw []byte) (templ.Component, error) {
	o, err := read[struct{ Text, Href string }](raw)
	if o.Href == "" {
		o.Href = "#"
	}
	return BackLink{Text: o.Text, Href: o.Href}, err
}

func makeSkipLink(raw []byte) (templ.Component, error) {
	o, err := read[struct{ Text, Href string }](raw)
	if o.Href == "" {
		o.Href = "#content"
	}
	return SkipLink{Text: o.Text, Href: o.Href}, err
}

func makeButton(raw []byte) (templ.Component, error) {
	o, err := read[struct {
		Text, Href, Name, Type, ID, Classes string
		Element                             string
		Value                               scalar
		IsStartButton                       bool
		PreventDoubleClick                  *bool
	}](raw)
	kind, class := "", o.Classes
	for _, k := range []string{"secondary", "warning", "inverse"} {
		if class == "govuk-button--"+k {
			kind, class = k, ""
		}
	}
	return Button{Text: o.Text, Kind: kind, Href: o.Href, Name: o.Name, Value: string(o.Value), Type: o.Type, ID: o.ID, Start: o.IsStartButton, Class: class}, err
}

func makeDetails(raw []byte) (templ.Component, error) {
	o, err := read[struct {
		words
		SummaryText string
		Open        bool
	}](raw)
	return Details{Summary: o.SummaryText, Open: o.Open, ID: o.ID, Class: o.Classes, Body: o.component()}, err
}

func makeErrorMessage(raw []byte) (templ.Component, error) {
	o, err := read[words](raw)
	if o.HTML != "" || o.VisuallyHiddenText != nil {
		err = errors.New("HTML, or another word than Error")
	}
	return ErrorMessage{ID: o.ID, Text: string(o.Text), Class: o.Classes}, err
}

func makeHint(raw []byte) (templ.Component, error) {
	o, err := read[struct{ ID, Text, Classes string }](raw)
	return Hint{ID: o.ID, Text: o.Text, Class: o.Classes}, err
}

func makeLabel(raw []byte) (templ.Component, error) {
	o, err := read[struct {
		Text, For, Classes string
		IsPageHeading      bool
	}](raw)
	size, class := "", o.Classes
	if s, ok := strings.CutPrefix(class, "govuk-label--"); ok {
		size, class = s, ""
	}
	return Label{Text: o.Text, For: o.For, Size: size, Heading: o.IsPageHeading, Class: class}, err
}

func makeErrorSummary(raw []byte) (templ.Component, error) {
	o, err := read[struct {
		TitleText, DescriptionText, Classes string
		DisableAutoFocus                    *bool
		ErrorList                           []struct{ Text, Href string }
	}](raw)
	s := ErrorSummary{Title: o.TitleText, Description: o.DescriptionText, Class: o.Classes}
	for _, e := range o.ErrorList {
		s.Items = append(s.Items, SummaryItem{Text: e.Text, Href: e.Href})
	}
	return s, err
}

func makeFieldset(raw []byte) (templ.Component, error) {
	o, err := read[struct {
		Legend                           *words
		DescribedBy, Role, Classes, HTML string
	}](raw)
	if err != nil {
		return nil, err
	}
	f := Fieldset{DescribedBy: o.DescribedBy, Role: o.Role, Class: o.Classes}
	if o.Legend != nil {
		if o.Legend.HTML != "" {
			return nil, errors.New("the legend is HTML")
		}
		f.Legend, f.Heading = string(o.Legend.Text), o.Legend.IsPageHeading
		f.Size, err = o.Legend.sizeOf("govuk-fieldset__legend")
	}
	return under(f, templ.Raw(o.HTML)), err
}

func makeInset(raw []byte) (templ.Component, error) {
	o, err := read[words](raw)
	if o.HTML != "" {
		return under(InsetText{ID: o.ID, Class: o.Classes}, templ.Raw(o.HTML)), err
	}
	return InsetText{Text: string(o.Text), ID: o.ID, Class: o.Classes}, err
}

func makeBanner(raw []byte) (templ.Component, error) {
	o, err := read[struct {
		Text, HTML, TitleText, TitleID, Type, Classes string
		DisableAutoFocus                              *bool
	}](raw)
	n := NotificationBanner{Title: o.TitleText, TitleID: o.TitleID, Text: o.Text, Class: o.Classes, Done: o.Type == "success"}
	if n.Done && n.Title == "" {
		n.Title = "Success" // ours says Done; the markup is the same
	}
	if o.HTML != "" {
		n.Body = templ.Raw(o.HTML)
	}
	return n, err
}

func makePagination(raw []byte) (templ.Component, error) {
	type way struct{ Text, Href, LabelText string }
	o, err := read[struct {
		Previous, Next         way
		LandmarkLabel, Classes string
	}](raw)
	return Pagination{Label: o.LandmarkLabel, Class: o.Classes,
		Previous: o.Previous.Href, PreviousTitle: o.Previous.Text, PreviousLabel: o.Previous.LabelText,
		Next: o.Next.Href, NextTitle: o.Next.Text, NextLabel: o.Next.LabelText}, err
}

func makePanel(raw []byte) (templ.Component, error) {
	o, err := read[struct{ TitleText, TitleHTML, Text, HTML, Classes string }](raw)
	if strings.Contains(o.Classes, "interruption") || strings.Contains(o.TitleHTML, "<") {
		err = errors.New("an interruption, or a title in HTML")
	}
	p := Panel{Title: o.TitleText + o.TitleHTML, Text: o.Text, Class: o.Classes}
	if o.HTML != "" {
		p.Body = templ.Raw(o.HTML)
	}
	return p, err
}

func makeTag(raw []byte) (templ.Component, error) {
	o, err := read[struct{ Text, Classes string }](raw)
	return Tag{Text: o.Text, Colour: strings.TrimPrefix(o.Classes, "govuk-tag--")}, err
}

func makeWarning(raw []byte) (templ.Component, error) {
	o, err := read[struct {
		Text, Classes    string
		IconFallbackText *string
	}](raw)
	if o.IconFallbackText != nil && *o.IconFallbackText != "Warning" {
		err = errors.New("another word than Warning")
	}
	return WarningText{Text: o.Text, Class: o.Classes}, err
}

type cellOptions struct {
	Text            scalar
	HTML            string
	Format, Classes string
}

func (c cellOptions) cell() Cell {
	out := Cell{Text: string(c.Text), Numeric: c.Format == "numeric", Class: c.Classes}
	if c.HTML != "" {
		out.Body = templ.Raw(c.HTML)
	}
	return out
}

func makeTable(raw []byte) (templ.Component, error) {
	o, err := read[struct {
		Caption, CaptionClasses, Classes string
		Head                             []cellOptions
		Rows                             []json.RawMessage
		FirstCellIsHeader                bool
	}](raw)
	if err != nil {
		return nil, err
	}
	t := Table{Caption: o.Caption, CaptionClass: o.CaptionClasses, Class: o.Classes, RowHeaders: o.FirstCellIsHeader}
	for _, h := range o.Head {
		t.Head = append(t.Head, h.cell())
	}
	for _, raw := range o.Rows {
		cells, err := read[[]cellOptions](raw)
		if err != nil {
			return nil, err
		}
		var row []Cell
		for _, c := range cells {
			row = append(row, c.cell())
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

func makeSummaryList(raw []byte) (templ.Component, error) {
	type action struct{ Text, Href, VisuallyHiddenText, Classes string }
	type row struct {
		Key, Value cellOptions
		Classes    string
		Actions    *struct{ Items []action }
	}
	o, err := read[struct {
		Rows    []json.RawMessage
		Classes string
	}](raw)
	if err != nil {
		return nil, err
	}
	list := SummaryList{Class: o.Classes}
	for _, raw := range o.Rows {
		r, err := read[row](raw)
		if err != nil {
			return nil, err
		}
		ours := SummaryRow{Key: r.Key.cell(), Value: r.Value.cell(), NoBorder: r.Classes == "govuk-summary-list__row--no-border"}
		if r.Classes != "" && !ours.NoBorder {
			return nil, errors.New("a row with classes")
		}
		if r.Actions != nil {
			for _, a := range r.Actions.Items {
				ours.Actions = append(ours.Actions, Link{Text: a.Text, Href: a.Href, Hidden: a.VisuallyHiddenText, Class: a.Classes})
			}
		}
		list.Rows = append(list.Rows, ours)
	}
	return list, nil
}
