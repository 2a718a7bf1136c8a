package main

import (
	"bytes"
	"strings"
	"testing"

	"candour/internal/promise"
	"github.com/google/go-cmp/cmp"
)

// events is what go test -json wrote for one passing package, one with a
// failing subtest, one that does not build and one that ended in a panic.
const events = `{"Action":"start","Package":"candour/a"}
{"Action":"run","Package":"candour/a","Test":"TestKeeps"}
{"Action":"output","Package":"candour/a","Test":"TestKeeps","Output":"=== RUN   TestKeeps\n"}
{"Action":"attr","Package":"candour/a","Test":"TestKeeps","Key":"promise","Value":"PW-08"}
{"Action":"output","Package":"candour/a","Test":"TestKeeps","Output":"    a_test.go:3: quiet\n"}
{"Action":"pass","Package":"candour/a","Test":"TestKeeps","Elapsed":0.1}
{"Action":"output","Package":"candour/a","Output":"PASS\n"}
{"Action":"output","Package":"candour/a","Output":"ok  \tcandour/a\t0.100s\n"}
{"Action":"pass","Package":"candour/a","Elapsed":0.1}
{"Action":"run","Package":"candour/b","Test":"TestBreaks"}
{"Action":"run","Package":"candour/b","Test":"TestBreaks/sqlite"}
{"Action":"attr","Package":"candour/b","Test":"TestBreaks/sqlite","Key":"promise","Value":"PW-09"}
{"Action":"output","Package":"candour/b","Test":"TestBreaks/sqlite","Output":"    b_test.go:9: got 1, want 2\n"}
{"Action":"output","Package":"candour/b","Test":"TestBreaks/sqlite","Output":"    --- FAIL: TestBreaks/sqlite (0.00s)\n"}
{"Action":"fail","Package":"candour/b","Test":"TestBreaks/sqlite","Elapsed":0}
{"Action":"output","Package":"candour/b","Test":"TestBreaks","Output":"--- FAIL: TestBreaks (0.00s)\n"}
{"Action":"fail","Package":"candour/b","Test":"TestBreaks","Elapsed":0}
{"Action":"output","Package":"candour/b","Output":"FAIL\tcandour/b\t0.200s\n"}
{"Action":"fail","Package":"candour/b","Elapsed":0.2}
{"ImportPath":"candour/c","Action":"build-output","Output":"c.go:1: syntax error\n"}
{"ImportPath":"candour/c","Action":"build-fail"}
{"Action":"output","Package":"candour/c","Output":"FAIL\tcandour/c [build failed]\n"}
{"Action":"fail","Package":"candour/c","Elapsed":0,"FailedBuild":"candour/c"}
{"Action":"run","Package":"candour/d","Test":"TestPanics"}
{"Action":"attr","Package":"candour/d","Test":"TestPanics","Key":"promise","Value":"PW-10"}
{"Action":"output","Package":"candour/d","Test":"TestPanics","Output":"panic: out of luck\n"}
{"Action":"output","Package":"candour/d","Output":"FAIL\tcandour/d\t0.1s\n"}
{"Action":"fail","Package":"candour/d","Elapsed":0.1}
`

func TestReportPrintsWhatGoTestPrints(t *testing.T) {
	var out bytes.Buffer
	seen := &promise.Run{}
	if err := read(strings.NewReader(events), seen, newPrinter(&out)); err != nil {
		t.Fatal(err)
	}
	want := `ok  	candour/a	0.100s
    b_test.go:9: got 1, want 2
    --- FAIL: TestBreaks/sqlite (0.00s)
--- FAIL: TestBreaks (0.00s)
FAIL	candour/b	0.200s
c.go:1: syntax error
FAIL	candour/c [build failed]
FAIL	candour/d	0.1s
panic: out of luck
1 passed, 1 failed, 0 skipped
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("printed (-want +got):\n%s", diff)
	}
	claims := []promise.Claim{
		{ID: "PW-08", Package: "candour/a", Test: "TestKeeps", Passed: true},
		{ID: "PW-09", Package: "candour/b", Test: "TestBreaks/sqlite", Databases: []string{"sqlite"}},
		{ID: "PW-10", Package: "candour/d", Test: "TestPanics"},
	}
	if diff := cmp.Diff(claims, seen.Claims()); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}
