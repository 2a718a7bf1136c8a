package browser

import "fmt"

// A Violation is an accessibility rule that a page breaks, as axe found it.
type Violation struct {
	Rule   string   `json:"rule"`
	Impact string   `json:"impact"`
	Help   string   `json:"help"`
	Places []string `json:"places"` // at most five, as selector and HTML
}

// Violations scans the page with axe: WCAG 2 A and AA up to 2.2, and best
// practice. With scripts off it scans a copy of the same document.
func (b *Browser) Violations() []Violation {
	b.t.Helper()
	var found []Violation
	b.do(command{Do: "axe"}, &found)
	if last := len(b.log.visits) - 1; last >= 0 {
		b.log.visits[last].Axed = true
	}
	return found
}

// Axe fails the test for each violation on the page.
func (b *Browser) Axe() {
	b.t.Helper()
	for _, v := range b.Violations() {
		b.t.Errorf("axe: %s: %s (%s): %s\n\t%v", b.Path(), v.Rule, v.Impact, v.Help, v.Places)
	}
}

// Overflow gives what sticks out sideways at a width, or nothing.
func (b *Browser) Overflow(width int) []string {
	b.t.Helper()
	var found []string
	b.do(command{Do: "overflow", Width: width}, &found)
	return found
}

// Fits fails the test if the page scrolls sideways at a width.
func (b *Browser) Fits(width int) {
	b.t.Helper()
	for _, wrong := range b.Overflow(width) {
		b.t.Errorf("browser: %s at %d: %s", b.Path(), width, wrong)
	}
}

// A Walk is a walk through the page with the Tab key.
type Walk struct {
	Names []string `json:"names"` // the controls reached, in order
	Wrong []string `json:"wrong"` // unreached, out of order, out of view, or with no visible focus
}

// Walk presses Tab from the top of the page to its end.
func (b *Browser) Walk() Walk {
	b.t.Helper()
	var walk Walk
	b.do(command{Do: "keyboard"}, &walk)
	return walk
}

// Keyboard fails the test unless Tab reaches every control in the order of
// the page, each visibly focused. It gives their names.
func (b *Browser) Keyboard() []string {
	b.t.Helper()
	walk := b.Walk()
	for _, wrong := range walk.Wrong {
		b.t.Errorf("keyboard: %s: %s", b.Path(), wrong)
	}
	return walk.Names
}

// Print lays the page out on A4, saves it as a PDF under .cache/shots, fails
// the test if something is cut off at the side, and gives the words printed.
func (b *Browser) Print(name string) string {
	b.t.Helper()
	var printed struct {
		Text  string
		Wrong []string
	}
	b.save(name+".pdf", func(file string) error {
		b.do(command{Do: "print", File: file}, &printed)
		return nil
	})
	for _, wrong := range printed.Wrong {
		b.t.Errorf("print: %s: %s", b.Path(), wrong)
	}
	return printed.Text
}

// Shot saves a picture of the whole page under .cache/shots, to be looked at.
func (b *Browser) Shot(name string) {
	b.t.Helper()
	b.t.Logf("picture of %s in %s", b.Path(), b.picture(name))
}

// Shots saves the page as a phone and as a desk shows it, and leaves the
// viewport Desk wide.
func (b *Browser) Shots(name string) {
	b.t.Helper()
	for _, width := range []int{Phone, Desk} {
		b.Width(width)
		b.Shot(fmt.Sprintf("%s-%d", name, width))
	}
}

// Stands holds the page to everything a page must stand: axe, 320 pixels and
// a keyboard.
func (b *Browser) Stands() {
	b.t.Helper()
	b.Axe()
	b.Fits(Narrow)
	b.Keyboard()
}
