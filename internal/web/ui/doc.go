// Package ui holds the parts that every page is built from. A part is a
// small struct that renders itself, so a page writes
//
//	@ui.Button{Text: "Send this referral"}
//
// and a part that goes round other content takes it through With:
//
//	@ui.With(ui.PublicPage{Title: "Refer someone", Controller: "Kent County Council"}) {
//		<h1 class="cd-h1">Refer someone</h1>
//	}
//
// Three families live here. Parts of GOV.UK Frontend and of the Ministry of
// Justice's frontend give the markup those packages publish, held by tests
// against their own fixtures. The rest are ours: the hidden mark, the life
// picture, the certificate. A form's fields (Form, FieldState, DayState) feed
// the message beside the field and the summary at the top from one place.
//
// Every page works without script, carries no style attribute, and is valid
// under ContentSecurityPolicy. The package imports calendar and
// web/assets, and does no I/O.
package ui

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// ContentSecurityPolicy is the policy every page is served and tested under:
// our own stylesheet, fonts and pictures, and nothing else from anywhere.
const ContentSecurityPolicy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// With lets a part go round content written in braces after it.
func With(part templ.Component) templ.Component { return part }

// Text is plain words where a part asks for a component.
type Text string

// Render writes the words, escaped.
func (t Text) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, templ.EscapeString(string(t)))
	return err
}

// joined gives the words that are not empty, with a space between.
func joined(words ...string) string {
	var b strings.Builder
	for _, w := range words {
		if w == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

// when gives the word if it holds, else nothing.
func when(holds bool, word string) string {
	if holds {
		return word
	}
	return ""
}

// sized gives the class of a size ("s", "m", "l", "xl") of block, or nothing.
func sized(block, size string) string {
	if size == "" {
		return ""
	}
	return block + "--" + size
}
