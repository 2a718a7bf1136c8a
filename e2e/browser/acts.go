package browser

import "strings"

// Goto opens a path and gives the status of the document that came.
func (b *Browser) Goto(path string) int {
	b.t.Helper()
	var at Visit
	b.do(command{Do: "goto", Path: path}, &at)
	return b.visited(at)
}

// Back goes to the page before.
func (b *Browser) Back() {
	b.t.Helper()
	var at Visit
	b.do(command{Do: "back"}, &at)
	b.visited(at)
}

// Width makes the viewport that many CSS pixels wide.
func (b *Browser) Width(pixels int) {
	b.t.Helper()
	b.do(command{Do: "width", Width: pixels}, nil)
}

// Fill types a value into the field with that label, in place of what it held.
func (b *Browser) Fill(label, value string) {
	b.t.Helper()
	b.do(command{Do: "fill", Label: label, Value: value}, nil)
}

// Select picks the option with that text in the list with that label.
func (b *Browser) Select(label, option string) {
	b.t.Helper()
	b.do(command{Do: "select", Label: label, Value: option}, nil)
}

// Choose picks one radio button of the group with that legend; an empty group
// means whichever group has it.
func (b *Browser) Choose(group, label string) {
	b.t.Helper()
	b.do(command{Do: "choose", Group: group, Label: label}, nil)
}

// Tick ticks the box with that label.
func (b *Browser) Tick(label string) {
	b.t.Helper()
	b.do(command{Do: "tick", Label: label, On: true}, nil)
}

// Untick clears the box with that label.
func (b *Browser) Untick(label string) {
	b.t.Helper()
	b.do(command{Do: "tick", Label: label}, nil)
}

// Click presses the link, button or details summary with that name. Where it
// asks for another page it waits for that page and gives its status.
func (b *Browser) Click(name string) int {
	b.t.Helper()
	var at Visit
	b.do(command{Do: "click", Name: name}, &at)
	return b.visited(at)
}

// Key presses one key, such as "Tab" or "Space", and stays on the page.
func (b *Browser) Key(name string) {
	b.t.Helper()
	b.do(command{Do: "key", Name: name}, nil)
}

// Type types words into whatever has the focus.
func (b *Browser) Type(words string) {
	b.t.Helper()
	b.do(command{Do: "type", Value: words}, nil)
}

// Enter presses the Enter key where that opens another page.
func (b *Browser) Enter() int {
	b.t.Helper()
	var at Visit
	b.do(command{Do: "key", Name: "Enter", Going: true}, &at)
	return b.visited(at)
}

// Text gives the words a person sees, as laid out.
func (b *Browser) Text() string {
	b.t.Helper()
	var text string
	b.do(command{Do: "text"}, &text)
	return text
}

// Value gives what the field with that label holds.
func (b *Browser) Value(label string) string {
	b.t.Helper()
	var value string
	b.do(command{Do: "value", Label: label}, &value)
	return value
}

// Title gives the page's title.
func (b *Browser) Title() string {
	b.t.Helper()
	var title string
	b.do(command{Do: "title"}, &title)
	return title
}

// HTML gives the document as it now stands.
func (b *Browser) HTML() string {
	b.t.Helper()
	var html string
	b.do(command{Do: "html"}, &html)
	return html
}

// A Response is what a request outside the page gave, redirects not followed.
type Response struct {
	Status  int
	Headers map[string]string // names in lower case
	Body    string
}

// Get asks for a path with this browser's cookies and leaves the page alone.
func (b *Browser) Get(path string) Response {
	b.t.Helper()
	var r Response
	b.do(command{Do: "get", Path: path}, &r)
	return r
}

// Sees fails the test unless every one of the phrases is on the page. Case
// and spacing do not count.
func (b *Browser) Sees(phrases ...string) {
	b.t.Helper()
	text := plain(b.Text())
	for _, phrase := range phrases {
		if !strings.Contains(text, plain(phrase)) {
			b.t.Errorf("browser: %s does not say %q; picture in %s", b.Path(), phrase, b.picture("unsaid"))
		}
	}
}

// SeesNot fails the test if any of the phrases is on the page.
func (b *Browser) SeesNot(phrases ...string) {
	b.t.Helper()
	text := plain(b.Text())
	for _, phrase := range phrases {
		if strings.Contains(text, plain(phrase)) {
			b.t.Errorf("browser: %s says %q; picture in %s", b.Path(), phrase, b.picture("said"))
		}
	}
}

func plain(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }
