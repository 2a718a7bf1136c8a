package notice

import (
	"io/fs"
	"strings"
)

// publishedFile is the text that the council has published, where it keeps it
// beside the pack.
const publishedFile = "published.txt"

// inStep holds the published text to the page the pack makes, line by line.
func (b *build) inStep(fsys fs.FS, name string) {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return // nothing is published from this pack yet
	}
	published, made := strings.Split(string(text), "\n"), strings.Split(b.p.Page().Text(), "\n")
	for i := range max(len(published), len(made)) {
		switch {
		case i >= len(published), i >= len(made), published[i] != made[i]:
			b.faults.add(Pos{name, i + 1, 1}, "out of step", "publish the notice again as candour notice prints it, or undo the change of the pack",
				"the published text is not what the pack says from this line on")
			return
		}
	}
}
