package ledger

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"candour/internal/care"
	"candour/internal/storetest"
)

// An auditor is given a checkpoint and the public key, comes back later for a
// bundle and a proof, and checks both with the key alone.
func TestAuditCommandsTellAnOutsidersStory(t *testing.T) {
	ctx := context.Background()
	data, _ := storetest.SQLite(t)
	h := newHouse(t, data)
	var key, first, bundle, proof, said bytes.Buffer
	must(t, AuditKey(&key, h.Log))
	if err := AuditCheckpoint(ctx, &first, h.Log); !errors.Is(err, care.ErrNotFound) {
		t.Errorf("before anything was signed: got %v, want ErrNotFound", err)
	}
	h.seventeen()
	must(t, AuditCheckpoint(ctx, &first, h.Log))
	if want := "candour.example/kent\n17\n"; !strings.HasPrefix(first.String(), want) {
		t.Errorf("the checkpoint is %q, want it to begin %q", first.String(), want)
	}
	h.add(20)
	h.integrate(h.Log)

	must(t, AuditExport(ctx, &bundle, h.Log, 17, Newest))
	if !strings.Contains(bundle.String(), first.String()) {
		t.Error("the bundle does not begin at the checkpoint the auditor was given")
	}
	must(t, AuditVerify(&said, bytes.NewReader(bundle.Bytes()), key.String()))
	for _, want := range []string{
		"Verified: candour.example/kent\n", "20 entries, from position 17 up to 37", "      20  see\n",
		"Made between 2026-11-23T09:30:00.142000Z and 2026-11-23T09:30:00.161000Z.",
	} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("verifying the bundle said %q, want %q in it", said.String(), want)
		}
	}
	said.Reset()
	must(t, AuditProve(ctx, &proof, h.Log, care.ID(entryNo(30).ID)))
	must(t, AuditVerify(&said, &proof, key.String()))
	if want := "entry " + entryNo(30).ID + " (see, released) is number 30 of the 37"; !strings.Contains(said.String(), want) {
		t.Errorf("verifying the proof said %q, want %q in it", said.String(), want)
	}
	said.Reset()
	spoiled := bytes.Replace(bundle.Bytes(), []byte("released"), []byte("refused"), 1)
	if err := AuditVerify(&said, bytes.NewReader(spoiled), key.String()); !errors.Is(err, ErrTampered) || said.Len() > 0 {
		t.Errorf("a spoiled bundle: said %q, %v; want nothing and ErrTampered", said.String(), err)
	}
	if err := AuditProve(ctx, &proof, h.Log, "../../etc"); !errors.Is(err, care.ErrInvalid) {
		t.Errorf("a proof of what is no id: got %v, want ErrInvalid", err)
	}
}
