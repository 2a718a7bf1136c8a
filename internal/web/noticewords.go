package web

import (
	"fmt"
	"strings"

	"candour/internal/notice"
)

// ages says how hard the notice is to read: the summary, and the whole.
func (n readNotice) ages() string { return readingAges(n.Page) }

func readingAges(pg notice.Page) string {
	return fmt.Sprintf("Reading age: %.0f for the five sentences, %.0f for the whole notice (Flesch–Kincaid grade plus five years).",
		notice.ReadingAgeOf(pg.Summary()).Years(), notice.ReadingAgeOf(pg.Text()).Years())
}

// Most of anything that one paragraph names before it says "and more".
const (
	purposesTold = 4
	othersTold   = 4
)

// inShort is what we do with somebody's information, in one paragraph.
func (n readNotice) inShort() string {
	p := n.Pack
	s := []string{p.About}
	if uses := atMost(purposesTold, purposesOf(p)); uses != "" {
		s = append(s, "We use your information "+uses+".")
	}
	var to []string
	for _, r := range receivers(p) {
		to = append(to, r.Says)
	}
	if got := atMost(othersTold, to); got != "" {
		s = append(s, "We may share some of it with "+got+".")
	} else {
		s = append(s, "We share it with nobody.")
	}
	return strings.Join(append(s, fmt.Sprintf("You have %s over it, listed below.", numbered(len(p.Rights.Grants), "right"))), " ")
}

// purposesOf are what a notice's information is used for, as the middle of a
// sentence.
func purposesOf(p *notice.Pack) []string {
	var out []string
	for _, x := range p.Purposes {
		if x.Other.Assessment == "" && !strings.Contains(x.Says, ";") {
			out = append(out, lowerFirst(x.Says))
		}
	}
	return out
}

// receivers are the organisations that something about a person may go to.
func receivers(p *notice.Pack) []notice.Recipient {
	var out []notice.Recipient
	for _, r := range p.Recipients {
		for _, s := range p.Shares {
			if s.To == r.Code && len(s.Items) > 0 {
				out = append(out, r)
				break
			}
		}
	}
	return out
}

// atMost joins the first few and says that there are more.
func atMost(most int, words []string) string {
	more := len(words) > most
	if more {
		words = words[:most]
	}
	mark := ", "
	for _, w := range words {
		if strings.Contains(w, ",") {
			mark = "; "
		}
	}
	switch {
	case len(words) == 0:
		return ""
	case more:
		return strings.Join(words, mark) + mark + "and more"
	case len(words) == 1:
		return words[0]
	}
	last := len(words) - 1
	if mark == "; " {
		return strings.Join(words[:last], mark) + "; and " + words[last]
	}
	return strings.Join(words[:last], mark) + " and " + words[last]
}

// sentences cuts a text into its sentences.
func sentences(text string) []string {
	var out []string
	for len(text) > 0 {
		end := strings.IndexAny(text, ".?!")
		for end >= 0 && end+1 < len(text) && text[end+1] != ' ' {
			next := strings.IndexAny(text[end+1:], ".?!")
			if next < 0 {
				end = -1
				break
			}
			end += 1 + next
		}
		if end < 0 {
			end = len(text) - 1
		}
		if s := strings.TrimSpace(text[:end+1]); s != "" {
			out = append(out, s)
		}
		text = text[end+1:]
	}
	return out
}

// numbered writes a number with its word: "1 line", "3 lines".
func numbered(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return itoa(n) + " " + word + "s"
}

// age says how hard the easy read page is to read.
func (p easyNotice) age() string {
	var b strings.Builder
	for _, part := range p.Parts {
		b.WriteString(strings.Join(part.Lines, "\n") + "\n")
	}
	return fmt.Sprintf("Reading age: %.0f (Flesch–Kincaid grade plus five years).", notice.ReadingAgeOf(b.String()).Years())
}
