package notice_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"candour/internal/notice"
	"candour/packs"
)

func BenchmarkCompileAll(b *testing.B) {
	for b.Loop() {
		all, err := notice.LoadAll(packs.FS)
		if err != nil || len(all.Services) < 5 {
			b.Fatal(err)
		}
	}
}

// BenchmarkCompileRules compiles Kent's pack with its uses said again and
// again, each of one item, until there are so many.
func BenchmarkCompileRules(b *testing.B) {
	for _, rules := range []int{20, 100, 500} {
		b.Run(fmt.Sprintf("rules=%d", rules), func(b *testing.B) {
			fsys := withUses(b, rules)
			for b.Loop() {
				if _, err := notice.Load(fsys, "kent", "positive-wellbeing"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// withUses gives the packs with Kent's uses filled up to n.
func withUses(b *testing.B, n int) fs.FS {
	b.Helper()
	kent, err := notice.Load(packs.FS, "kent", "positive-wellbeing")
	if err != nil {
		b.Fatal(err)
	}
	out := fstest.MapFS{}
	for _, name := range []string{"instruments.yaml", "kent/controller.yaml", noticeFile, serviceFile} {
		text, err := fs.ReadFile(packs.FS, name)
		if err != nil {
			b.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: text}
	}
	more := strings.Repeat("  - {by: connector, may: [see, correct], for: plan, sets: [facts, text], at: [application, engaged], who: allocated or covering}\n", max(0, n-len(kent.Uses)))
	text := strings.Replace(string(out[noticeFile].Data), "\nrecipients:", "\n"+more+"\nrecipients:", 1)
	out[noticeFile] = &fstest.MapFile{Data: []byte(text)}
	return out
}

func BenchmarkRender(b *testing.B) {
	all, err := notice.LoadAll(packs.FS)
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range all.Services {
		b.Run(p.Service, func(b *testing.B) {
			for b.Loop() {
				if p.Page().Text() == "" {
					b.Fatal("the page is empty")
				}
			}
		})
	}
}
