package notice_test

import (
	"testing"

	"candour/internal/notice"
	"candour/packs"
)

func TestPacksLoad(t *testing.T) {
	ps, err := notice.LoadAll(packs.FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(ps.Controllers) != 2 || len(ps.Services) != 1 {
		t.Fatalf("got %d controllers and %d services, want 2 and 1", len(ps.Controllers), len(ps.Services))
	}
}
