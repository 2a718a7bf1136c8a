package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTheTutorialIsTrue does what docs/tutorial.md says, step by step: it
// writes each block into the file it names, makes each change, and holds what
// the program prints to what is quoted. In the end the files are those of
// docs/tutorial.
func TestTheTutorialIsTrue(t *testing.T) {
	text, err := os.ReadFile("../../docs/tutorial.md")
	if err != nil {
		t.Fatal(err)
	}
	l := learner{t: t, mine: filepath.Join(t.TempDir(), "mine")}
	did := map[string]int{}
	for _, m := range regexp.MustCompile("(?ms)^```(\\w+)(?: (\\S+))?\n(.*?)^```$").FindAllStringSubmatch(string(text), -1) {
		did[m[1]]++
		switch m[1] {
		case "yaml":
			l.write(m[2], m[3])
		case "diff":
			l.change(m[2], m[3])
		case "console":
			l.say(m[3])
		case "sh": // for a person at a terminal; the browser's tale does the same
		default:
			t.Errorf("nothing is done with a block of %s", m[1])
		}
	}
	if did["yaml"] < 8 || did["diff"] < 4 || did["console"] < 9 {
		t.Errorf("the steps were not found: %v", did)
	}
	l.done("../../docs/tutorial")
}

type learner struct {
	t    *testing.T
	mine string
}

func (l learner) write(file, text string) {
	l.t.Helper()
	at := filepath.Join(l.mine, file)
	held, err := os.ReadFile(at)
	if err == nil {
		held = append(held, '\n')
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		l.t.Fatal(err)
	}
	if err := os.WriteFile(at, append(held, text...), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// change puts the lines that begin with + in place of those with -.
func (l learner) change(file, diff string) {
	l.t.Helper()
	var before, after string
	for line := range strings.Lines(diff) {
		if out, ok := strings.CutPrefix(line, "-"); ok {
			before += out
		}
		if in, ok := strings.CutPrefix(line, "+"); ok {
			after += in
		}
	}
	at := filepath.Join(l.mine, file)
	held, err := os.ReadFile(at)
	if err != nil {
		l.t.Fatal(err)
	}
	if strings.Count(string(held), before) != 1 {
		l.t.Fatalf("%s does not hold once what is to change:\n%s", file, before)
	}
	if err := os.WriteFile(at, []byte(strings.Replace(string(held), before, after, 1)), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

// say runs a command and holds what it prints to the lines quoted below it; …
// stands for any lines.
func (l learner) say(console string) {
	l.t.Helper()
	command, quoted, _ := strings.Cut(console, "\n")
	args := strings.Fields(strings.TrimPrefix(command, "$ candour "))
	for i := range args {
		if args[i] == "mine" {
			args[i] = l.mine
		}
	}
	_, out, _ := obey(l.t, args...)
	form := "^"
	for line := range strings.Lines(quoted) {
		if strings.TrimSpace(line) == "…" {
			form += `(?:.*\n)+?`
			continue
		}
		form += regexp.QuoteMeta(line)
	}
	if !regexp.MustCompile(form + "$").MatchString(out) {
		l.t.Errorf("%s prints\n%sand the tutorial says\n%s", command, out, quoted)
	}
}

// done holds what was written to the finished files.
func (l learner) done(finished string) {
	l.t.Helper()
	var have, want []string
	for dir, list := range map[string]*[]string{l.mine: &have, finished: &want} {
		err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(filepath.Join(dir, name))
			*list = append(*list, name+"\n"+string(text))
			return err
		})
		if err != nil {
			l.t.Fatal(err)
		}
	}
	if !slices.Equal(have, want) {
		l.t.Errorf("the tutorial ends with\n%s\nand the finished files are\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
}
